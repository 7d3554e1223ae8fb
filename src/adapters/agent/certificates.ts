import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { formatInstant } from '../../formats/instants.js';

const PEEK_MS = 500;

/** The certificate that a server shows, believed or not; null if it speaks no TLS. Nothing is sent to it. */
export function peekCertificate(url: URL): Promise<PeerCertificate | null> {
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      host,
      port: Number(url.port || 443),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
    });
    const limit = setTimeout(() => end(null), PEEK_MS);
    const end = (certificate: PeerCertificate | null): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(certificate);
    };
    socket.once('secureConnect', () => end(socket.getPeerCertificate()));
    socket.on('error', () => end(null));
    socket.once('close', () => end(null));
  });
}

/** Node's code for why it does not believe a certificate, as a sentence; Node itself tells neither date nor names. */
export async function describeCertificate(url: URL, code: string): Promise<string | null> {
  const certificate = await peekCertificate(url);
  if (certificate === null) return null;
  const { valid_from, valid_to, subject, subjectaltname } = certificate;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `its certificate has expired on ${instant(valid_to)}`;
    case 'CERT_NOT_YET_VALID':
      return `its certificate is not valid before ${instant(valid_from)}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is not for ${url.hostname} but for ${subjectaltname ?? subject.CN}`;
    default:
      return null;
  }
}

/** From `Nov 22 20:05:49 2026 GMT`. */
function instant(date: string): string {
  return formatInstant(new Date(date).toISOString());
}
