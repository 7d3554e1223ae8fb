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

/** What the agent complains about in TLS's own words, such as `certificate required`; null if it is no such complaint. */
export function alertOf(error: Error): string | null {
  return tlsReason(error)?.split(' alert ')[1] ?? null;
}

/** OpenSSL's words, such as `tlsv13 alert certificate required`; Node has them in the code, or within the message. */
export function tlsReason(error: Error): string | null {
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('ERR_SSL_')) return code.slice('ERR_SSL_'.length).replaceAll('_', ' ').toLowerCase();
  return /:SSL routines:[^:]*:([^:]+)/.exec(error.message)?.[1] ?? null;
}

/**
 * TLS 1.3 complains about a client's certificate only when the client takes the handshake for done. The agent does not, so
 * it has read nothing of a request then.
 */
export function isCertificateRefused(error: Error): boolean {
  return CERTIFICATE.test(alertOf(error) ?? '');
}

const CERTIFICATE = /certificate|unknown ca/;

export function explainAlert(alert: string): Explanation {
  if (!CERTIFICATE.test(alert) && alert !== 'handshake failure') {
    return { code: 'agent-tls', reason: `ends the TLS handshake (${alert})` };
  }
  const reason = /certificate required|handshake failure/.test(alert)
    ? 'wants a client certificate'
    : `does not accept the client certificate (${alert})`;
  return { code: 'agent-tls', reason, key: 'ctl.certfile' };
}
