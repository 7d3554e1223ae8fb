import { EndlessAnswer, Silence } from '../exchange/failures.js';
import type { Layer } from '../exchange/http-exchange.js';
import { describeCertificate, peekCertificate } from './certificates.js';
import { alertOf, explainAlert, tlsReason } from './explain-alert.js';

/** Why there is no answer, or not the one that was hoped for. */
export interface Explanation {
  readonly code:
    | 'agent-unreachable'
    | 'agent-tls'
    | 'agent-auth'
    | 'agent-is-someone-else'
    | 'agent-answer'
    | 'agent-reply-lost';
  readonly reason: string;
  /** The key of the settings that can mend it. */
  readonly key?: string;
}

/** Names what failed, from the layer at which a request ended. */
export async function explainFailure(url: URL, layer: Layer, error: Error): Promise<Explanation> {
  if (error instanceof Silence) return unreachable(SILENCES[layer]);
  if (error instanceof EndlessAnswer) return { code: 'agent-answer', reason: 'its answer does not end' };
  const code = 'code' in error ? String(error.code) : '';
  const words = WORDS[code] ?? (error.message || code);
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
