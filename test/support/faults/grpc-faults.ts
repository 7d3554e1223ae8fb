import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { GRPC_HEAD } from './etcd-requests.js';
import { flood } from './flood.js';

/** What happens to one call. `after`: etcd has done what was asked. */
export type GrpcFault =
  | { readonly at: 'before' | 'after'; readonly does: 'cut' | 'reset' | 'hang' | 'goaway' }
  | {
      readonly at: 'before' | 'after';
      readonly does: 'error';
      readonly code: number;
      readonly message: string;
    }
  | { readonly at: 'before' | 'after'; readonly does: 'status'; readonly status: number }
  | {
      readonly at: 'after';
      readonly does:
        | 'headers-only'
        | 'half-reply'
        | 'half-and-well'
        | 'no-outcome'
        | 'empty-and-well'
        | 'doubled-reply'
        | 'garbage'
        | 'endless';
    }
  /** A byte of the answer each so many milliseconds. */
  | { readonly at: 'after'; readonly does: 'drip'; readonly everyMs: number }
  /** The caller is cut off, or waits; etcd is asked only later. */
  | { readonly at: 'late'; readonly does: 'cut' | 'hang'; readonly afterMs: number }
  /** etcd does it twice, and the second answer is passed on. */
  | { readonly at: 'twice' };

/** One answer of etcd. */
export interface GrpcAnswer {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** Null if the answer has none, as that of a call that was refused. */
  readonly trailers: OutgoingHttpHeaders | null;
}

export type Ask = () => Promise<GrpcAnswer>;

export async function commit(fault: GrpcFault, stream: ServerHttp2Stream, ask: Ask): Promise<void> {
  if (fault.at === 'twice') {
    await ask();
    return passOn(stream, await ask());
  }
  if (fault.at === 'late') {
    if (fault.does === 'cut') cut(stream);
    await sleep(fault.afterMs);
    return passOn(stream, await ask());
  }
  const answer = fault.at === 'after' ? await ask() : null;
  if (stream.destroyed) return;
  const body = answer?.body ?? Buffer.alloc(0);
  switch (fault.does) {
    case 'cut':
      return cut(stream);
    case 'reset':
      return stream.close(INTERNAL_ERROR);
    case 'hang':
      return;
    case 'goaway':
      stream.session?.goaway(0, 0);
      await sleep(50);
      return cut(stream);
    case 'error':
      return refuse(stream, fault.code, fault.message);
    case 'status':
      stream.respond({
        ':status': fault.status,
        'content-type': 'text/html',
        location: 'http://127.0.0.1:1/',
      });
      return void stream.end('<html>no</html>');
    case 'headers-only':
      return stream.respond(HEAD);
    case 'half-reply':
      stream.respond(HEAD);
      stream.write(body.subarray(0, Math.max(1, body.length >> 1)));
      await sleep(30);
      return cut(stream);
    case 'half-and-well':
      return well(stream, body.subarray(0, Math.max(1, body.length >> 1)));
    case 'no-outcome':
      stream.respond(HEAD);
      return void stream.end(body);
    case 'empty-and-well':
      return well(stream, Buffer.alloc(0));
    case 'doubled-reply':
      return well(stream, Buffer.concat([body, body]));
    case 'garbage':
      return well(
        stream,
        framed(Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 89 + 7) % 256))),
      );
    case 'endless':
      stream.respond(HEAD);
      stream.write(Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0]));
      return flood(stream, Buffer.alloc(64 * 1024));
    case 'drip':
      stream.respond(HEAD);
      for (const byte of body) {
        if (stream.destroyed) return;
        stream.write(Buffer.from([byte]));
        await sleep(fault.everyMs);
      }
      return void stream.end();
  }
}

const INTERNAL_ERROR = 2;
const HEAD = { ':status': 200, 'content-type': 'application/grpc' };

/** Hands an answer on as it came. */
export function passOn(stream: ServerHttp2Stream, { headers, body, trailers }: GrpcAnswer): void {
  if (stream.destroyed) return;
  const { date: _, 'content-length': __, ...head } = headers;
  if (trailers === null) {
    stream.respond(head, { endStream: true });
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.on('wantTrailers', () => {
    if (!stream.destroyed) stream.sendTrailers(trailers);
  });
  stream.end(body);
}

/** Says that all went well, whatever the body. */
function well(stream: ServerHttp2Stream, body: Buffer): void {
  passOn(stream, { headers: HEAD, body, trailers: { 'grpc-status': '0' } });
}

function refuse(stream: ServerHttp2Stream, code: number, message: string): void {
  const text = encodeURIComponent(message).replaceAll('%20', ' ');
  stream.respond({ ...HEAD, 'grpc-status': String(code), 'grpc-message': text }, { endStream: true });
}

function cut(stream: ServerHttp2Stream): void {
  stream.session?.destroy();
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(GRPC_HEAD);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
