import { describe, expect, it } from 'vitest';
import { failed, layersOf, passed, tlsLayer } from '../../../src/cluster/evidence/connection-look.js';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('TLS that stands', () => {
  it.each([
    ['2027-03-01T00:00:00Z', 'ok', 'TLS 1.3 until 2027-03-01'],
    ['2026-12-22T12:00:01Z', 'ok', 'TLS 1.3 until 2026-12-22'],
    ['2026-12-22T11:59:59Z', 'warning', 'its certificate ends in 29 days, on 2026-12-22'],
    ['2026-11-23T13:00:00Z', 'warning', 'its certificate ends in 1 day, on 2026-11-23'],
    ['2026-11-22T15:30:00Z', 'warning', 'its certificate ends in 3 h, on 2026-11-22'],
    ['2026-11-22T11:00:00Z', 'warning', 'its certificate ends in 0 h, on 2026-11-22'],
  ])('until %s: %s', (ends, state, seen) => {
    expect(tlsLayer('TLSv1.3', new Date(ends), NOW)).toMatchObject({ state, seen });
  });

  it('without a certificate that tells its end', () => {
    expect(tlsLayer(null, null, NOW)).toMatchObject({ state: 'ok', seen: 'TLS' });
  });
});

it('steps that were not reached are unchecked', () => {
  const taken = [passed('resolve'), failed('tcp', 'dcs-unreachable', 'connection refused', null)];
  expect(layersOf(['resolve', 'tcp', 'tls', 'answer'], taken).map(({ state }) => state)).toEqual([
    'ok',
    'failed',
    'unchecked',
    'unchecked',
  ]);
});
