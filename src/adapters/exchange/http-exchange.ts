import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AgentTls } from './tls.js';

/** One request as bytes, and what may limit it. */
export interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Null for http. */
  readonly tls: AgentTls | null;
  readonly limits: Limits;
  /** Is told once TLS stands. */
  readonly onSecure?: (socket: TLSSocket) => void;
}

export interface Limits {
  /** Until the connection stands. */
  readonly connectMs: number;
  /** Until TLS stands, from then on. */
  readonly handshakeMs: number;
  readonly totalMs: number;
  readonly bodyBytes: number;
}

/** How far a request got. Only from `answer` on can the agent have received it. */
export type Layer = 'resolve' | 'connect' | 'tls' | 'answer' | 'body';

export type Exchange = AnsweredExchange | FailedExchange;

export interface AnsweredExchange {
  readonly status: number;
  readonly body: string;
  /** The header `Date`; null if there is none. */
  readonly date: string | null;
}

export interface FailedExchange {
  readonly layer: Layer;
  readonly error: Error;
}

/** The agent took too long. */
export class Silence extends Error {}

/** The answer is longer than any agent's. */
export class EndlessAnswer extends Error {}

/** One request and its answer over a connection of its own: agents speak HTTP/1.0 and close it to end an answer. */
export function exchange({ url, method, headers, body, tls, limits, onSecure }: Call): Promise<Exchange> {
  return new Promise((resolve) => {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    let layer: Layer = isIP(hostname) === 0 ? 'resolve' : 'connect';
    const request = (tls === null ? httpRequest : httpsRequest)({
      // Without an agent of Node's there is neither keep-alive nor a proxy of the environment.
      agent: false,
      hostname,
      port: url.port,
      path: url.pathname,
      method,
      headers: { ...headers, ...(body === null ? {} : { 'content-length': Buffer.byteLength(body) }) },
      ...tls,
    });
    const end = (result: Exchange): void => {
      clearTimeout(opening);
      clearTimeout(answering);
      request.destroy();
      resolve(result);
    };
    const fail = (error: Error): void => end({ layer, error });
    const silenceAfter = (ms: number): NodeJS.Timeout => setTimeout(() => fail(new Silence()), ms);
    let opening = silenceAfter(limits.connectMs);
    const answering = silenceAfter(limits.totalMs);
    request.on('socket', (socket: Socket) => {
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
        if (socket instanceof TLSSocket) onSecure?.(socket);
      });
    });
    request.on('response', (response) => {
      layer = 'body';
      collect(response, limits.bodyBytes).then(
        (body) => end({ status: response.statusCode ?? 0, body, date: response.headers.date ?? null }),
        fail,
      );
    });
    request.on('error', fail);
    request.end(body);
  });
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
