import { describe, expect, it } from 'vitest';
import type { FailoverRequest } from '../../../src/cluster/model/cluster.js';
import { scheduleObstacle } from '../../../src/cluster/model/scheduled-switchover.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';

const NOW = Date.parse('2026-11-22T18:07:00Z');
const LATER: FailoverRequest = {
  leader: 'pg2',
  candidate: 'pg1',
  scheduledAt: '2026-11-22T20:00:00+01:00',
  revision: 100,
};

describe('a stored switchover', () => {
  it.each<readonly [string, Partial<FailoverRequest> | null, ClusterRecipe, string | null]>([
    ['nothing is against it', {}, {}, null],
    ['anybody may win', { candidate: null }, {}, null],
    ['there is none', null, {}, null],
    ['it is for now', { scheduledAt: null }, {}, null],
    ['maintenance mode', {}, { config: { pause: true } }, 'paused'],
    ['its time has passed', { scheduledAt: '2026-11-22T18:06:44Z' }, {}, 'schedule-lapsed'],
    ['its time is just passing', { scheduledAt: '2026-11-22T18:06:46Z' }, {}, null],
    [
      'a short cycle',
      { scheduledAt: '2026-11-22T18:06:46Z' },
      { config: { loop_wait: 2 } },
      'schedule-lapsed',
    ],
    ['nobody leads', {}, { leader: null }, 'no-leader'],
    ['somebody else leads', {}, { leader: 'pg3' }, 'not-the-leader'],
    ['the candidate leads', { leader: null }, { leader: 'pg1' }, 'candidate-is-leader'],
    ['the candidate is gone', { candidate: 'pg9' }, {}, 'unknown-member'],
    [
      'the candidate is tagged',
      {},
      { members: [aMember('pg1', { tags: { nofailover: true } }), aMember('pg2', PRIMARY)] },
      'nofailover-tag',
    ],
  ])('%s', (_, request, recipe, expected) => {
    const failover = request === null ? null : { ...LATER, ...request };
    expect(scheduleObstacle({ ...aCluster(recipe), failover }, NOW)).toBe(expected);
  });
});
