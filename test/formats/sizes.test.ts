import { expect, it } from 'vitest';
import { formatBytes } from '../../src/formats/sizes.js';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 kB'],
  [1536, '1.5 kB'],
  [49_152, '48 kB'],
  [10 * 1024 - 1, '10 kB'],
  [1024 ** 2 - 1, '1.0 MB'],
  [1024 ** 2, '1 MB'],
  [2.1 * 1024 ** 3, '2.1 GB'],
  [1024 ** 5 * 3, '3 PB'],
  [1024 ** 5 * 5000, '5000 PB'],
])('shows %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
