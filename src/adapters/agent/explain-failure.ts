import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { formatInstant } from '../../formats/instants.js';
import { entryOf } from '../../formats/json.js';
import { EndlessAnswer, Silence } from '../exchange/failures.js';
import type { Layer } from '../exchange/http-exchange.js';
import { alertOf, type Explanation, explainAlert, tlsReason } from './explain-alert.js';

const PEEK_MS = 500;

/** Names what failed, from the layer at which a request ended. */
export async function explainFailure(url: URL, layer: Layer, error: Error): Promise<Explanation> {
  if (error instanceof Silence) return unreachable(SILENCES[layer]);
  if (error instanceof EndlessAnswer) return { code: 'agent-answer', reason: 'its answer does not end' };
  const code = 'code' in error ? String(error.code) : '';
  const words = entryOf(WORDS, code) ?? (error.message || code);
  const alert = alertOf(error);
  if (alert !== null) return explainAlert(alert);
  switch (layer) {
    case 'resolve':
      return unreachable(`the name ${url.hostname} cannot be resolved: ${words}`);
    case 'connect':
      return unreachable(words);
    case 'tls':
      return explainHandshake(url, code, tlsReason(error) ?? words);
    case 'answer':
      return explainNoAnswer(url, code, words);
    case 'body':
      return unreachable('breaks off its answer');
  }
}

async function explainHandshake(url: URL, code: string, words: string): Promise<Explanation> {
  if (UNKNOWN_AUTHORITY.has(code)) {
    return { code: 'agent-tls', reason: 'its certificate is of an unknown authority', key: 'ctl.cacert' };
  }
  const reason =
    words === 'wrong version number'
      ? 'does not speak TLS, though its api_url says https'
      : ((await describeCertificate(url, code)) ?? words);
  return { code: 'agent-tls', reason };
}

/** The connection stands, but what comes is no HTTP, or nothing at all: perhaps it expects TLS. */
async function explainNoAnswer(url: URL, code: string, words: string): Promise<Explanation> {
  if (url.protocol === 'http:' && (await peekCertificate(url)) !== null) {
    return { code: 'agent-tls', reason: 'speaks TLS, though its api_url says http' };
  }
  if (code.startsWith('HPE_')) return { code: 'agent-answer', reason: 'does not speak HTTP' };
  return unreachable(words);
}

function unreachable(reason: string): Explanation {
  return { code: 'agent-unreachable', reason };
}

const SILENCES: Readonly<Record<Layer, string>> = {
  resolve: 'the name server does not answer',
  connect: 'no answer',
  tls: 'accepts the connection but does not answer the TLS handshake',
  answer: 'accepts the connection but does not answer',
  body: 'does not finish its answer',
};

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network unreachable',
  ECONNRESET: 'closes the connection without an answer',
  EPIPE: 'closes the connection without an answer',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name server does not answer',
};

const UNKNOWN_AUTHORITY = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** The certificate that a server shows, believed or not; null if it speaks no TLS. Nothing is sent to it. */
function peekCertificate(url: URL): Promise<PeerCertificate | null> {
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
async function describeCertificate(url: URL, code: string): Promise<string | null> {
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
