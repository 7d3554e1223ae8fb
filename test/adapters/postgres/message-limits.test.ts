import { describe, expect, it } from 'vitest';
import { INSPECTION_BYTES, MessageLimits } from '../../../src/adapters/postgres/message-limits.js';

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int16 = (value: number): Buffer => int32(value).subarray(2);
const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
};
const column = (name: string): Buffer => Buffer.concat([text(name), Buffer.alloc(18)]);

/** In pieces of that length. */
function follow(bytes: Buffer, piece: number): void {
  const limits = new MessageLimits(INSPECTION_BYTES);
  for (let at = 0; at < bytes.length; at += piece) limits.follow(bytes.subarray(at, at + piece));
}

const READY = message('Z', Buffer.from('I'));

describe.each([1, 7, 100_000])('in pieces of %d bytes', (piece) => {
  it.each<[string, Buffer]>([
    [
      'the login',
      Buffer.concat([message('R', int32(0)), message('S', text('TimeZone'), text('UTC')), READY]),
    ],
    ['mechanisms', message('R', int32(10), text('SCRAM-SHA-256'), text(''))],
    ['an error', message('E', text('SFATAL'), text('C28P01'), text('Mno'), Buffer.from([0]))],
    ['a notice without fields', message('N', Buffer.from([0]))],
    ['columns', message('T', int16(2), column('a'), column(''))],
    ['no column', message('T', int16(0))],
    ['the end of a command', message('C', text('SELECT 1'))],
    ['a notification', message('A', int32(7), text('channel'), text(''))],
    ['an empty query', message('I')],
  ])('%s passes', (_, bytes) => {
    expect(() => follow(Buffer.concat([bytes, READY]), piece)).not.toThrow();
  });

  it.each<[string, Buffer]>([
    ['an error without an end', message('E', Buffer.from('SFATAL'))],
    ['an error whose fields do not end', message('E', text('SFATAL'))],
    ['an empty error', message('E')],
    ['a notice without an end', message('N', text('SNOTICE'), Buffer.from('M'))],
    ['a parameter without a value', message('S', text('TimeZone'))],
    ['a parameter without an end', message('S', text('TimeZone'), Buffer.from('UTC'))],
    ['a command without an end', message('C', Buffer.from('SELECT 1'))],
    ['a command with more behind it', message('C', text('SELECT 1'), text('more'))],
    ['mechanisms without an end', message('R', int32(10), text('SCRAM-SHA-256'))],
    ['an authentication without a code', message('R', int16(0))],
    ['fewer columns than told', message('T', int16(3), column('a'))],
    ['a column that is cut off', message('T', int16(1), text('a'))],
    ['columns without a number', message('T')],
    ['a notification without texts', message('A', int32(7))],
  ])('%s breaks the protocol', (_, bytes) => {
    expect(() => follow(Buffer.concat([bytes, READY]), piece)).toThrow(
      'it sends a message that is not as it should be',
    );
  });
});
