import { type IncomingMessage, request as requestPlain } from 'node:http';
import { isIP, type Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Trace, TracedExchange } from '../../operations/ports/trace.js';
import { EndlessAnswer, Silence } from './failures.js';

/** How https is spoken; what is left out is Node's. */
export type HttpsOptions = Pick<
  ConnectionOptions,
  'ca' | 'cert' | 'key' | 'secureContext' | 'rejectUnauthorized' | 'checkServerIdentity'
>;

/** Who is told of an exchange, and as what. */
export interface TracedAs {
  readonly trace: Trace;
  readonly peer: TracedExchange['peer'];
  /** What of the body may be told; its size if nothing. */
  readonly about?: string;
}

/** One request as bytes, and what limits it and its answer. */
export interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Null for http. */
  readonly tls: HttpsOptions | null;
  readonly limits: Limits;
  /** Is told once TLS stands. */
  readonly onSecure?: (socket: TLSSocket) => void;
  readonly traced?: TracedAs | null;
}

export interface Limits {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** Until TLS stands, from then on. */
  readonly handshakeMs: number;
  readonly totalMs: number;
  readonly bodyBytes: number;
}

/** How far a request got. Only from `answer` on can it have been received. */
export type Layer = 'resolve' | 'connect' | 'tls' | 'answer' | 'body';

export type Exchange = AnsweredExchange | FailedExchange;

interface AnsweredExchange {
  readonly status: number;
  readonly body: string;
  /** The header `Date`; null if there is none. */
  readonly date: string | null;
}

export interface FailedExchange {
  readonly layer: Layer;
  readonly error: Error;
}

/**
 * One request and its answer over a connection of its own, in a total time and up to a size, whatever the other side does. No proxy
 * of the environment is asked, and nothing that is answered is followed anywhere.
 */
export async function exchange(call: Call): Promise<Exchange> {
  if (!call.traced) return send(call);
  const { traceHttp } = await import('./trace-http.js');
  return traceHttp(call.traced, call, () => send(call));
}

async function send({ url, method, headers, body, tls, limits, onSecure }: Call): Promise<Exchange> {
  // TLS is a quarter of the time that Node.js takes to start.
  const request = tls === null ? requestPlain : (await import('node:https')).request;
  return new Promise((resolve) => {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    let layer: Layer = isIP(hostname) === 0 ? 'resolve' : 'connect';
    const sent = request({
      // Without an agent of Node's there is neither keep-alive nor a proxy of the environment.
      agent: false,
      hostname,
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { ...headers, ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }) },
      ...tls,
    });
    const end = (result: Exchange): void => {
      clearTimeout(opening);
      clearTimeout(answering);
      sent.destroy();
      resolve(result);
    };
    const fail = (error: Error): void => end({ layer, error });
    const silenceAfter = (ms: number): NodeJS.Timeout => setTimeout(() => fail(new Silence(ms)), ms);
    let opening = silenceAfter(limits.connectMs);
    const answering = silenceAfter(limits.totalMs);
    sent.on('socket', (socket: Socket) => {
      socket.once('lookup', (error: Error | null) => {
        if (error === null) layer = 'connect';
      });
      socket.once('connect', () => {
        clearTimeout(opening);
        layer = tls === null ? 'answer' : 'tls';
        if (tls !== null) opening = silenceAfter(limits.handshakeMs);
      });
      socket.once('secureConnect', () => {
        clearTimeout(opening);
        layer = 'answer';
        if (isEncrypted(socket)) onSecure?.(socket);
      });
    });
    sent.on('response', (response) => {
      layer = 'body';
      collect(response, limits.bodyBytes).then(
        (body) => end({ status: response.statusCode ?? 0, body, date: response.headers.date ?? null }),
        fail,
      );
    });
    sent.on('upgrade', () => fail(new Error('it changes to another protocol')));
    sent.on('error', fail);
    sent.end(body);
  });
}

function isEncrypted(socket: Socket): socket is TLSSocket {
  return 'encrypted' in socket;
}

async function collect(response: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw new EndlessAnswer();
  }
  return Buffer.concat(chunks).toString('utf8');
}
