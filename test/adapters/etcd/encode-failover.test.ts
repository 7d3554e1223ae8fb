import { expect, it } from 'vitest';
import { encodeFailover } from '../../../src/adapters/etcd/failover-key.js';

const REVISIONS = { failoverRevision: 0, leaderRevision: 7 };

it.each([
  ['pg1', 'pg2', null, '{"leader":"pg1","member":"pg2"}'],
  ['pg1', null, null, '{"leader":"pg1"}'],
  [null, 'pg2', null, '{"member":"pg2"}'],
  [
    'pg1',
    'pg2',
    '2030-01-01T10:00:00+00:00',
    '{"leader":"pg1","member":"pg2","scheduled_at":"2030-01-01T10:00:00+00:00"}',
  ],
  ['', 'pgä "2"', null, String.raw`{"member":"pg\u00e4 \"2\""}`],
  [null, null, null, '{}'],
])('the key failover from %j to %j at %j', (leader, candidate, scheduledAt, text) => {
  expect(encodeFailover({ leader, candidate, scheduledAt, ...REVISIONS })).toBe(text);
});
