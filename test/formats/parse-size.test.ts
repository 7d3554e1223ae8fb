import { expect, it } from 'vitest';
import { parseSize } from '../../src/formats/sizes.js';

it.each([
  ['0', 0],
  ['512', 512],
  ['48kB', 49_152],
  ['1 MB', 1024 ** 2],
  ['1.5GB', 1.5 * 1024 ** 3],
  ['2TB', 2 * 1024 ** 4],
])('%s', (text, bytes) => {
  expect(parseSize(text)).toEqual({ bytes });
});

it.each([
  ['', '"" is not a size; write for example 16MB or 1GB'],
  ['-1MB', '"-1MB" is not a size; write for example 16MB or 1GB'],
  ['1mb', '"1mb": unknown unit "mb"; use B, kB, MB, GB or TB'],
  ['1KiB', '"1KiB": unknown unit "KiB"; use B, kB, MB, GB or TB'],
  ['99999999999TB', '"99999999999TB" is too much'],
])('refuses %j', (text, error) => {
  expect(parseSize(text)).toEqual({ error });
});
