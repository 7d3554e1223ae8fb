import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { flood } from './flood.js';

/** What a listener does with a connection instead of speaking the protocol. */
export type Breaker = (socket: Socket) => void;

const OK = 'HTTP/1.1 200 OK\r\n';
const JSON_HEAD = `${OK}Content-Type: application/json\r\n\r\n`;
const BODY = '{"header":{"revision":"5"},"kvs":[]}';

/** Slow enough to outlast any deadline, and never silent for as long as a time-out between two bytes. */
const DRIP_MS = 300;

/** Ways to break HTTP/1 and HTTP/2, for whoever asks: agents, a stats page, etcd. */
export const HTTP_BREAKERS = {
  silent: () => {},
  close: (socket) => socket.destroy(),
  'half-close': (socket) => void socket.end(),
  'reset-when-asked': once((socket) => void socket.resetAndDestroy()),
  'stall-in-status': once((socket) => void socket.write('HTTP/1.1 2')),
  'stall-after-headers': once((socket) => void socket.write(JSON_HEAD)),
  drip: once((socket) => drip(socket, `${JSON_HEAD}${BODY}${' '.repeat(10_000)}`)),
  'drip-in-head': once((socket) => drip(socket, `${OK}${'X-Slow: a\r\n'.repeat(1000)}`)),
  'drip-at-once': (socket) => drip(socket, ' '.repeat(10_000)),
  endless: once((socket) => {
    socket.write(`${JSON_HEAD}{"a":"`);
    flood(socket, Buffer.alloc(CHUNK, 0x61));
  }),
  'endless-spaces': once((socket) => {
    socket.write(JSON_HEAD);
    flood(socket, Buffer.alloc(CHUNK, 0x20));
  }),
  'endless-chunks': once((socket) => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\n\r\n`);
    flood(socket, Buffer.from(`${CHUNK.toString(16)}\r\n${'a'.repeat(CHUNK)}\r\n`));
  }),
  'endless-head': once((socket) => {
    socket.write(`${OK}X: `);
    flood(socket, Buffer.alloc(CHUNK, 0x61));
  }),
  'endless-headers': once((socket) => {
    socket.write(OK);
    flood(socket, Buffer.from(`X-Y: ${'a'.repeat(1000)}\r\n`));
  }),
  'endless-continue': once((socket) => flood(socket, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'))),
  'endless-garbage': (socket) => flood(socket, garbage(CHUNK)),
  'deep-json': once((socket) => void socket.end(`${JSON_HEAD}${'['.repeat(700_000)}`)),
  gzip: once((socket) => {
    const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    socket.write(`${OK}Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`);
    socket.end(packed);
  }),
  'length-too-long': once((socket) => void socket.write(`${OK}Content-Length: 1000\r\n\r\n${BODY}`)),
  'length-too-long-and-end': once((socket) => void socket.end(`${OK}Content-Length: 1000\r\n\r\n${BODY}`)),
  'length-too-short': once((socket) => void socket.end(`${OK}Content-Length: 3\r\n\r\n${BODY}`)),
  'length-huge': once((socket) => void socket.write(`${OK}Content-Length: 99999999999\r\n\r\n${BODY}`)),
  'length-twice': once(
    (socket) => void socket.end(`${OK}Content-Length: 3\r\nContent-Length: 36\r\n\r\n${BODY}`),
  ),
  'length-no-number': once((socket) => void socket.end(`${OK}Content-Length: x\r\n\r\n${BODY}`)),
  'redirect-to-itself': once((socket) => {
    const { localPort } = socket;
    socket.end(
      `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${localPort}/v3/kv/range\r\nContent-Length: 0\r\n\r\n`,
    );
  }),
  'early-hints': once((socket) => void socket.write('HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n')),
  upgrade: once(
    (socket) =>
      void socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      ),
  ),
  'empty-and-well': once((socket) => void socket.end(`${OK}\r\n`)),
  'no-json': once((socket) => void socket.end(`${JSON_HEAD}<html>\x1b[31mno</html>`)),
  'another-json': once(
    (socket) => void socket.end(`${JSON_HEAD}{"kvs":7,"header":[],"state":{},"pools":null}`),
  ),
  garbage: (socket) => void socket.write(garbage(4000)),
  'garbage-and-end': (socket) => void socket.end(garbage(4000)),
  ssh: (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
  'h2-settings-only': once((socket) => void socket.write(SETTINGS)),
  'h2-garbage': once((socket) => {
    socket.write(SETTINGS);
    socket.write(garbage(1000));
  }),
  'h2-endless-settings': once((socket) => flood(socket, repeated(SETTINGS))),
  'h2-endless-pings': once((socket) => {
    socket.write(SETTINGS);
    flood(socket, repeated(Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])));
  }),
  'h2-drip': once((socket) => {
    socket.write(SETTINGS);
    every(socket, DRIP_MS, () => void socket.write(SETTINGS));
  }),
} satisfies Readonly<Record<string, Breaker>>;

const CHUNK = 64 * 1024;
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** Begins when something has been asked. */
function once(breaker: Breaker): Breaker {
  return (socket) => void socket.once('data', () => breaker(socket));
}

export function drip(socket: Socket, text: string | Buffer): void {
  const bytes = Buffer.from(text);
  let at = 0;
  every(socket, DRIP_MS, () => {
    if (at < bytes.length) socket.write(bytes.subarray(at, at + 1));
    at += 1;
  });
}

export function every(socket: Socket, ms: number, act: () => void): void {
  const timer = setInterval(act, ms);
  socket.on('close', () => clearInterval(timer));
}

function repeated(bytes: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: 1000 }, () => bytes));
}

/** The same each time, and no text. */
function garbage(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 89 + (index >> 3) * 31 + 129) % 256));
}
