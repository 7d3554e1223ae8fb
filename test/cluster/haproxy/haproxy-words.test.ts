import { describe, expect, it } from 'vitest';
import { splitLine } from '../../../src/cluster/haproxy/haproxy-file-words.js';
import {
  haproxyComment,
  haproxyNames,
  haproxyTime,
  haproxyWord,
} from '../../../src/cluster/haproxy/haproxy-words.js';

describe('a word', () => {
  it.each([
    ['127.0.0.1:5000', '127.0.0.1:5000'],
    ['/replica?lag=16MB&tag_dc=east', '/replica?lag=16MB&tag_dc=east'],
    ['[::1]:5000', '[::1]:5000'],
    ['/a b/$x"y\\', '"/a b/\\$x\\"y\\\\"'],
    ['#no', '"#no"'],
    ["it's", '"it\'s"'],
    ['', '""'],
  ])('%j is written as %s and read back', (text, written) => {
    expect(haproxyWord(text)).toBe(written);
    expect(splitLine(`  x ${written} y`)).toEqual(['x', text, 'y']);
  });
});

it('a comment has no second line', () => {
  expect(haproxyComment('a\nlisten evil')).toBe('# a?listen evil');
});

it('names have the characters of HAProxy, and stay different', () => {
  expect([...haproxyNames(['pg1', 'pg 1', 'pg/1', 'pg_1', 'ünï', ''])]).toEqual([
    ['pg1', 'pg1'],
    ['pg 1', 'pg_1_2'],
    ['pg/1', 'pg_1_3'],
    ['pg_1', 'pg_1'],
    ['ünï', '_n_'],
    ['', '_'],
  ]);
});

it.each([
  [250, '250ms'],
  [1000, '1s'],
  [1500, '1500ms'],
])('%i ms is %s', (ms, text) => {
  expect(haproxyTime(ms)).toBe(text);
});
