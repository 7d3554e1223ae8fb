import type { Socket } from 'node:net';
import { flood } from './flood.js';
import { type Breaker, drip, every } from './http-breakers.js';

const ESCAPES = '\x1b]0;PWN\x07\x1b[31mX\x9b\u202e';
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

/** Ways to break PostgreSQL's protocol (chapter "Message Formats" of its manual): before, in and after the login, and in results. */
export const POSTGRES_BREAKERS = {
  silent: () => {},
  close: (socket) => socket.destroy(),
  'half-close': (socket) => void socket.end(),
  'ssl-garbage': (socket) => void socket.once('data', () => void socket.write('X')),
  'ssl-flood': (socket) => void socket.once('data', () => flood(socket, Buffer.alloc(CHUNK, 0x45))),
  'ssl-then-garbage': (socket) =>
    void socket.once('data', () => {
      socket.write('S');
      socket.write(Buffer.alloc(500, 7));
    }),
  'ssl-then-silence': (socket) => void socket.once('data', () => void socket.write('S')),
  'error-with-escapes': started((socket) => void socket.end(error('FATAL', '28P01', ESCAPES))),
  'error-without-end': started((socket) => void socket.write(message('E', Buffer.from('SFATAL')))),
  'error-huge': started((socket) => void socket.end(error('FATAL', '28P01', 'A'.repeat(20_000_000)))),
  'notice-flood': started((socket) =>
    flood(socket, message('N', fields('NOTICE', '00000', 'n'.repeat(1000)))),
  ),
  'auth-flood': started((socket) => flood(socket, message('R', bytes(int32(5), Buffer.from([1, 2, 3, 4]))))),
  'auth-unknown': started((socket) => void socket.write(message('R', int32(99)))),
  'auth-short': started((socket) => void socket.write(message('R', Buffer.alloc(2)))),
  'sasl-unknown': started(
    (socket) => void socket.write(message('R', bytes(int32(10), text('NOPE'), text('')))),
  ),
  'sasl-first-garbage': scram(() => Buffer.from('zzz')),
  'sasl-other-nonce': scram(() => Buffer.from('r=x,s=AAAA,i=4096')),
  'sasl-iterations': scram((nonce) => Buffer.from(`r=${nonce}x,s=AAAA,i=2147483647`)),
  'sasl-many-iterations': scram((nonce) => Buffer.from(`r=${nonce}x,s=AAAA,i=200000000`)),
  'sasl-no-salt': scram((nonce) => Buffer.from(`r=${nonce}x,i=4096`)),
  'sasl-final-unasked': started(
    (socket) => void socket.write(message('R', bytes(int32(12), Buffer.from('v=x')))),
  ),
  'length-negative': started((socket) => {
    socket.write(Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff]));
    flood(socket, Buffer.alloc(CHUNK));
  }),
  'length-zero': started((socket) => void socket.write(Buffer.from([0x52, 0, 0, 0, 0]))),
  'length-zero-flood': started((socket) => flood(socket, Buffer.alloc(CHUNK))),
  'length-huge': started((socket) => {
    socket.write(Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff]));
    flood(socket, Buffer.alloc(CHUNK));
  }),
  'unknown-message': started((socket) => void socket.write(message('~', Buffer.from('what')))),
  'unknown-flood': started((socket) => flood(socket, message('~', Buffer.alloc(CHUNK)))),
  'parameter-flood': started((socket) => {
    socket.write(message('R', int32(0)));
    flood(socket, parameter(ESCAPES, 'x'.repeat(1000)));
  }),
  drip: started((socket) =>
    drip(socket, Buffer.concat(Array.from({ length: 500 }, () => parameter('a', 'b')))),
  ),
  'keep-on': started((socket) => {
    socket.write(message('R', int32(0)));
    every(socket, 200, () => void socket.write(parameter('a', 'b')));
  }),
  'copy-unasked': started((socket) => void socket.write(message('G', bytes(Buffer.from([0]), int16(0))))),
  'row-unasked': started((socket) => void socket.write(row('x'))),
  'complete-unasked': started((socket) => void socket.write(message('C', text('SELECT 1')))),
  'parse-complete-unasked': started((socket) => void socket.write(message('1', Buffer.alloc(0)))),
  'query-silent': loggedIn(() => {}),
  'query-cut': loggedIn((socket) => {
    socket.write(bytes(described('a'), row('x')));
    setTimeout(() => socket.destroy(), 50);
  }),
  'query-drip': loggedIn((socket) => drip(socket, bytes(described('a'), row('x'.repeat(1000)), DONE))),
  'query-notices': loggedIn((socket) =>
    every(socket, 200, () => void socket.write(message('N', fields('NOTICE', '00000', 'n')))),
  ),
  'query-notice-flood': loggedIn((socket) =>
    flood(socket, message('N', fields('NOTICE', '00000', 'n'.repeat(1000)))),
  ),
  'query-endless-rows': loggedIn((socket) => {
    socket.write(described('a'));
    flood(socket, Buffer.concat(Array.from({ length: 60 }, () => row('x'.repeat(1000)))));
  }),
  'query-endless-empty-rows': loggedIn((socket) => {
    socket.write(described('a'));
    flood(socket, Buffer.concat(Array.from({ length: 5000 }, () => message('D', int16(0)))));
  }),
  'query-endless-results': loggedIn((socket) =>
    flood(
      socket,
      Buffer.concat(Array.from({ length: 500 }, () => bytes(described('a'), row('1'), COMPLETE))),
    ),
  ),
  'query-endless-copy': loggedIn((socket) => {
    socket.write(message('H', bytes(Buffer.from([0]), int16(0))));
    flood(socket, message('d', Buffer.alloc(CHUNK, 0x61)));
  }),
  'query-huge-row': loggedIn((socket) => {
    socket.write(
      bytes(described('a'), Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xf0, 0, 1, 0x7f, 0xff, 0xff, 0x00])),
    );
    flood(socket, Buffer.alloc(CHUNK, 0x61));
  }),
  'query-wide-row': loggedIn((socket) => {
    const names = Array.from({ length: 1600 }, (_, index) => column(`c${index}`));
    socket.write(message('T', bytes(int16(1600), ...names)));
    flood(socket, message('D', bytes(int16(1600), ...Array.from({ length: 1600 }, () => int32(-1)))));
  }),
  'query-row-too-short': loggedIn(
    (socket) =>
      void socket.write(bytes(described('a'), message('D', bytes(int16(5), int32(100), text('x'))), DONE)),
  ),
  'query-row-too-many-columns': loggedIn(
    (socket) =>
      void socket.write(bytes(described('a'), message('D', bytes(int16(2), int32(-1), int32(-1))), DONE)),
  ),
  'query-row-negative': loggedIn(
    (socket) => void socket.write(bytes(described('a'), message('D', bytes(int16(1), int32(-7))), DONE)),
  ),
  'query-row-before-description': loggedIn((socket) => void socket.write(bytes(row('x'), DONE))),
  'query-description-cut': loggedIn(
    (socket) => void socket.write(bytes(message('T', bytes(int16(9), text('a'))), row('x'), DONE)),
  ),
  'query-description-negative': loggedIn(
    (socket) => void socket.write(bytes(message('T', int16(-1)), row('x'), DONE)),
  ),
  'query-other-types': loggedIn((socket) => {
    const described = message('T', bytes(int16(1), column('a', 1184)));
    socket.write(bytes(described, row('no date'), DONE));
  }),
  'query-answered-twice': loggedIn(
    (socket) => void socket.write(bytes(described('a'), row('1'), DONE, described('a'), row('2'), DONE)),
  ),
  'query-other-columns': loggedIn(
    (socket) => void socket.write(bytes(described('unexpected'), row('\x1b[31mno'), DONE)),
  ),
  'query-no-rows': loggedIn((socket) => void socket.write(bytes(described('a'), DONE))),
  'query-no-result': loggedIn((socket) => void socket.write(DONE)),
  'query-ready-only': loggedIn((socket) => void socket.write(READY)),
  'query-authenticate-again': loggedIn((socket) => void socket.write(message('R', int32(3)))),
  'query-copy-in': loggedIn((socket) => void socket.write(message('G', bytes(Buffer.from([0]), int16(0))))),
  'query-error-with-escapes': loggedIn(
    (socket) => void socket.write(bytes(error('ERROR', '42P01', ESCAPES), READY)),
  ),
  'query-error-huge': loggedIn(
    (socket) => void socket.write(bytes(error('ERROR', '42P01', 'A'.repeat(20_000_000)), READY)),
  ),
} satisfies Readonly<Record<string, Breaker>>;

/** Begins where a client without TLS has said who it is. */
function started(breaker: Breaker): Breaker {
  return (socket) => onMessage(socket, (_, index) => void (index === 0 && breaker(socket)));
}

/** Accepts any login; begins with the first query. */
function loggedIn(breaker: Breaker): Breaker {
  return (socket) =>
    onMessage(socket, (_, index) => {
      if (index > 0) return void (index === 1 && breaker(socket));
      const about = [parameter('server_version', '15.20'), parameter('client_encoding', 'UTF8')];
      const date = parameter('DateStyle', 'ISO, MDY');
      socket.write(
        bytes(message('R', int32(0)), ...about, date, message('K', bytes(int32(1), int32(2))), READY),
      );
    });
}

/** Answers the begin of a login by SCRAM. */
function scram(first: (nonce: string) => Buffer): Breaker {
  return (socket) =>
    onMessage(socket, (told, index) => {
      if (index === 0) socket.write(message('R', bytes(int32(10), text('SCRAM-SHA-256'), text(''))));
      if (index !== 1) return;
      const nonce = /r=([^,]+)$/.exec(told.toString('latin1'))?.[1] ?? '';
      socket.write(message('R', bytes(int32(11), first(nonce))));
    });
}

/** What comes in one piece each, behind requests for encryption, which are denied. */
function onMessage(socket: Socket, take: (told: Buffer, index: number) => void): void {
  let index = 0;
  socket.on('data', (told: Buffer) => {
    const wanted = told.length === 8 ? told.readInt32BE(4) : 0;
    if (index === 0 && (wanted === SSL_REQUEST || wanted === GSS_REQUEST)) return void socket.write('N');
    take(told, index);
    index += 1;
  });
}

function message(type: string, body: Buffer): Buffer {
  return bytes(Buffer.from(type, 'latin1'), int32(body.length + 4), body);
}

function error(severity: string, sqlstate: string, told: string): Buffer {
  return message('E', fields(severity, sqlstate, told));
}

function fields(severity: string, sqlstate: string, told: string): Buffer {
  return bytes(...[`S${severity}`, `V${severity}`, `C${sqlstate}`, `M${told}`, `H${told}`, ''].map(text));
}

function parameter(name: string, value: string): Buffer {
  return message('S', bytes(text(name), text(value)));
}

function column(name: string, type = 25): Buffer {
  return bytes(text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0));
}

/** In answer to a query of either kind: parsed, bound, one column. */
function described(name: string): Buffer {
  return message('T', bytes(int16(1), column(name)));
}

function row(value: string): Buffer {
  const told = Buffer.from(value);
  return message('D', bytes(int16(1), int32(told.length), told));
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function bytes(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}

const CHUNK = 64 * 1024;
const READY = message('Z', Buffer.from('I'));
const COMPLETE = message('C', text('SELECT 1'));
const DONE = bytes(COMPLETE, READY);
