import type { Call, Exchange, TracedAs } from './http-exchange.js';
import { failureWords, sizeOf, traced } from './traced.js';

/** An exchange over HTTP, told of by method, path, status and sizes. */
export function traceHttp(
  { trace, peer, about }: TracedAs,
  { url, method, body }: Call,
  send: () => Promise<Exchange>,
): Promise<Exchange> {
  // What follows a question mark may be anything.
  const path = `${url.pathname}${url.search === '' ? '' : '?…'}`;
  const what = about ?? (body === null ? null : `(${sizeOf(body)})`);
  const request = [method, path, ...(what === null ? [] : [what])].join(' ');
  return traced(trace, { peer, address: url.host, request }, send, describe);
}

function describe(exchange: Exchange): string {
  if ('error' in exchange) return `${failureWords(exchange.error)} (${PLACES[exchange.layer]})`;
  return `${exchange.status}, ${sizeOf(exchange.body)}`;
}

const PLACES: Readonly<Record<Extract<Exchange, { readonly error: Error }>['layer'], string>> = {
  resolve: 'at the name server',
  connect: 'before the connection stood',
  tls: 'before TLS stood',
  answer: 'before the answer',
  body: 'within the answer',
};
