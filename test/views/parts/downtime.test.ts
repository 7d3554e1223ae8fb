import { describe, expect, it } from 'vitest';
import type { RouteReport } from '../../../src/operations/change-leader/change-report.js';
import { downtimeSentence } from '../../../src/views/parts/downtime.js';
import { aRoute } from '../some-change.js';

const AT = '2026-11-22T18:07:00.000Z';

describe('the downtime of a route', () => {
  it.each<{ changes: Partial<RouteReport>; sentence: string }>([
    { changes: {}, sentence: 'Writes to the members were down 1.84 s (±24 ms).' },
    { changes: { outages: 2 }, sentence: 'Writes to the members were down 1.84 s (±24 ms), in 2 outages.' },
    {
      changes: { route: 'HAProxy', address: '10.0.0.9:5000' },
      sentence: 'Writes through HAProxy (10.0.0.9:5000) were down 1.84 s (±24 ms).',
    },
    {
      changes: { route: '10.0.0.9:5000', address: '10.0.0.9:5000' },
      sentence: 'Writes through 10.0.0.9:5000 were down 1.84 s (±24 ms).',
    },
    {
      changes: { downMs: 0, outages: 0, lastGoodAt: null, firstGoodAt: null },
      sentence: 'Writes to the members never failed (310 attempts).',
    },
    {
      changes: { downMs: null, firstGoodAt: null },
      sentence: 'Writes to the members had not come back when it ended.',
    },
    {
      changes: { downMs: null, lastGoodAt: null },
      sentence: 'Writes to the members were down before it began, and came back 2.54 s after the request.',
    },
    {
      changes: { downMs: null, lastGoodAt: null, firstGoodAt: null, remark: 'Connection refused' },
      sentence: 'Writes to the members never came through: Connection refused.',
    },
    {
      changes: { source: 'agent', resolutionMs: 500 },
      sentence: 'Writes to the members were down about 1.84 s, by what the agents said (±500 ms; no SQL).',
    },
    {
      changes: { source: 'agent', downMs: null, firstGoodAt: null },
      sentence: 'How long writes to the members were down is not known (no SQL).',
    },
    {
      changes: { source: 'agent', downMs: null, lastGoodAt: null },
      sentence: 'Writes to the members were down before it began, and came back 2.54 s after the request.',
    },
  ])('$sentence', ({ changes, sentence }) => {
    expect(downtimeSentence(aRoute(changes), AT)).toBe(sentence);
  });
});
