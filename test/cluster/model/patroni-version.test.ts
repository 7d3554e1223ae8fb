import { describe, expect, it } from 'vitest';
import { isAtLeast, tellsReplicationState } from '../../../src/cluster/model/patroni-version.js';

describe('isAtLeast', () => {
  it.each([
    ['4.1.5', '4.1', true],
    ['4.1', '4.1.0', true],
    ['4.0.10', '4.0.9', true],
    ['4.0.9', '4.0.10', false],
    ['3.3.6', '4.0', false],
    ['10.0', '4.1', true],
    ['4.1.0rc1', '4.1', true],
    ['', '2.1', false],
    [null, '2.1', false],
  ])('%s, %s: %s', (version, wanted, expected) => {
    expect(isAtLeast(version, wanted)).toBe(expected);
  });
});

describe('tellsReplicationState', () => {
  it.each([
    ['3.0.3', false],
    ['3.0.4', true],
    ['4.0.0', true],
    [null, false],
  ])('%s: %s', (version, expected) => {
    expect(tellsReplicationState(version)).toBe(expected);
  });
});
