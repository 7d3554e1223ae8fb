import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Silence } from './ask-runtime.js';

const MAXIMUM_BYTES = 8 * 1024 * 1024;

export interface PageOptions {
  readonly login: { readonly username: string; readonly password: string } | null;
  /** PEM of the authorities that are trusted for https; null for those of Node. */
  readonly ca: Buffer | null;
  readonly timeoutMs: number;
}

export type Page = { readonly status: number; readonly body: string } | { readonly error: Error };

/** The CSV export of a stats page: `;csv` behind its path. */
export function csvUrl(stats: string): URL {
  const url = new URL(stats);
  if (!/;csv\b/.test(url.pathname)) url.pathname = `${url.pathname};csv`;
  return url;
}

/** One request over a connection of its own, without a proxy of the environment and without following anywhere. */
export function readPage(url: URL, { login, ca, timeoutMs }: PageOptions): Promise<Page> {
  return new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? httpsRequest : httpRequest)(url, {
      agent: false,
      headers: { 'user-agent': 'ctl', accept: 'text/csv', connection: 'close' },
      ...(login === null ? {} : { auth: `${login.username}:${login.password}` }),
      ...(ca === null ? {} : { ca }),
    });
    const end = (page: Page): void => {
      clearTimeout(limit);
      request.destroy();
      resolve(page);
    };
    const limit = setTimeout(() => end({ error: new Silence(timeoutMs) }), timeoutMs);
    request.on('error', (error) => end({ error }));
    request.once('response', (response) => {
      collect(response).then(
        (body) => end({ status: response.statusCode ?? 0, body }),
        (error: Error) => end({ error }),
      );
    });
    request.end();
  });
}

async function collect(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAXIMUM_BYTES) throw new Error('the answer is endless');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}
