import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { flood } from './flood.js';

/** What happens to one request over HTTP/1. `after`: whoever is behind the proxy has answered. */
export type HttpFault =
  | {
      readonly at: 'before' | 'after';
      readonly does: 'reset' | 'hang' | 'half-close' | 'garbage' | 'endless';
    }
  /** Passed on, and not waited for. */
  | { readonly at: 'meanwhile'; readonly does: 'reset' | 'hang' }
  | { readonly at: 'after'; readonly does: 'headers-only' | 'half-reply' | 'wrong-length' }
  | { readonly at: 'after'; readonly does: 'drip'; readonly everyMs: number }
  | {
      readonly at: 'before' | 'after';
      readonly does: 'status';
      readonly status: number;
      readonly text?: string;
      readonly location?: string;
    }
  /** The caller is cut off, or waits; the request is passed on only later. */
  | { readonly at: 'late'; readonly does: 'reset' | 'hang'; readonly afterMs: number }
  /** Passed on twice; the second answer counts. */
  | { readonly at: 'twice' };

/** Sends the request on; the bytes of the answer. */
export type Forward = () => Promise<Buffer>;

export async function commitHttp(fault: HttpFault, socket: Socket, forward: Forward): Promise<void> {
  const end = (bytes: Buffer): void => void (socket.destroyed || socket.end(bytes));
  if (fault.at === 'twice') {
    await forward();
    return end(await forward());
  }
  if (fault.at === 'late') {
    if (fault.does === 'reset') socket.resetAndDestroy();
    await sleep(fault.afterMs);
    return end(await forward());
  }
  if (fault.at === 'meanwhile') void forward().catch(() => {});
  const answer = fault.at === 'after' ? await forward() : Buffer.alloc(0);
  const head = answer.subarray(0, answer.indexOf('\r\n\r\n') + 4);
  switch (fault.does) {
    case 'reset':
      await sleep(fault.at === 'meanwhile' ? 30 : 0);
      return void socket.resetAndDestroy();
    case 'hang':
      return;
    case 'half-close':
      return void socket.end();
    case 'headers-only':
      return void socket.write(head);
    case 'half-reply':
      socket.write(answer.subarray(0, head.length + ((answer.length - head.length) >> 1)));
      await sleep(30);
      return void socket.resetAndDestroy();
    case 'wrong-length':
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      return end(answer.subarray(head.length));
    case 'garbage':
      return end(Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 89 + 7) % 256)));
    case 'endless':
      socket.write('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":"');
      return flood(socket, Buffer.alloc(64 * 1024, 0x61));
    case 'drip':
      for (const byte of answer) {
        if (socket.destroyed) return;
        socket.write(Buffer.from([byte]));
        await sleep(fault.everyMs);
      }
      return void socket.end();
    case 'status': {
      const { status, text = '', location } = fault;
      const where = location === undefined ? '' : `Location: ${location}\r\n`;
      return end(Buffer.from(`HTTP/1.0 ${status} X\r\nContent-Type: text/html\r\n${where}\r\n${text}`));
    }
  }
}
