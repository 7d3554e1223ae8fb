import type { PeerCertificate } from 'node:tls';
import { formatInstant } from '../../formats/instants.js';

/** Why TLS with an endpoint did not come about. */
export interface TlsFault {
  readonly reason: string;
  /** The keys of the settings that can mend it; none if only the server can. */
  readonly keys: readonly string[];
}

/** Node's code for why it does not believe a certificate, with what the certificate says. */
export function explainCertificate(host: string, code: string, certificate: PeerCertificate): TlsFault {
  const { valid_from, valid_to, subject, subjectaltname } = certificate;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { reason: `its certificate has expired on ${instant(valid_to)}`, keys: [] };
    case 'CERT_NOT_YET_VALID':
      return { reason: `its certificate is not valid before ${instant(valid_from)}`, keys: [] };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        reason: `its certificate is not for ${host} but for ${subjectaltname ?? subject.CN}`,
        keys: [],
      };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return { reason: 'its certificate is of an unknown authority (self-signed)', keys: ['etcd3.cacert'] };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return { reason: 'its certificate is of an unknown authority', keys: ['etcd3.cacert'] };
    default:
      return { reason: `its certificate cannot be believed: ${code}`, keys: ['etcd3.cacert'] };
  }
}

export const CERTIFICATE_KEYS = ['etcd3.cert', 'etcd3.key'];

/** The server's complaint about the client's certificate; null if it has none. */
export function explainAlert(error: Error, hasCertificate: boolean): TlsFault | null {
  const code = 'code' in error ? String(error.code) : '';
  const alert = (/_ALERT_(\w+)$/.exec(code)?.[1] ?? /:[^:]* alert ([^:]+)/.exec(error.message)?.[1] ?? '')
    .replaceAll('_', ' ')
    .toLowerCase();
  if (!/certificate|unknown ca|handshake failure/.test(alert)) return null;
  return hasCertificate
    ? { reason: `does not accept the client certificate (${alert})`, keys: CERTIFICATE_KEYS }
    : { reason: 'wants a client certificate', keys: CERTIFICATE_KEYS };
}

/** From `Nov 22 20:05:49 2026 GMT`. */
function instant(date: string): string {
  return formatInstant(new Date(date).toISOString());
}
