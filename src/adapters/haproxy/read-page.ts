import type { Trace } from '../../operations/ports/trace.js';
import { exchange, type FailedExchange } from '../exchange/http-exchange.js';

const MAXIMUM_BYTES = 8 * 1024 * 1024;

interface PageOptions {
  readonly login: { readonly username: string; readonly password: string } | null;
  /** PEM of the authorities that are trusted for https; null for those of Node. */
  readonly ca: Buffer | null;
  readonly timeoutMs: number;
  readonly trace?: Trace | null;
}

export type Page = { readonly status: number; readonly body: string } | FailedExchange;

/** The CSV export of a stats page: `;csv` behind its path. */
export function csvUrl(stats: string): URL {
  const url = new URL(stats);
  if (!/;csv\b/.test(url.pathname)) url.pathname = `${url.pathname};csv`;
  return url;
}

export function readPage(url: URL, { login, ca, timeoutMs, trace }: PageOptions): Promise<Page> {
  const credentials = login && Buffer.from(`${login.username}:${login.password}`).toString('base64');
  return exchange({
    url,
    method: 'GET',
    headers: {
      'user-agent': 'ctl',
      accept: 'text/csv',
      ...(credentials === null ? {} : { authorization: `Basic ${credentials}` }),
    },
    body: null,
    tls: url.protocol === 'https:' ? (ca === null ? {} : { ca }) : null,
    limits: { connectMs: timeoutMs, handshakeMs: timeoutMs, totalMs: timeoutMs, bodyBytes: MAXIMUM_BYTES },
    traced: trace ? { trace, peer: 'haproxy' } : null,
  });
}
