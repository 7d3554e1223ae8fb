import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../src/cluster/change-leader/change-request.js';
import {
  possibleCandidates,
  refuseCandidate,
  refusePause,
  refusePausedStandbyCluster,
  refuseSchedule,
  refuseUnnamedFailover,
  refuseWithoutCandidates,
  refuseWithoutLeader,
  refuseWrongLeader,
} from '../../../src/cluster/change-leader/refusals.js';
import type { Tags } from '../../../src/cluster/model/tags.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const PAUSED = { pause: true };
const PAUSED_STANDBY = { pause: true, standby_cluster: { host: 'remote' } };

function tagged(tags: Readonly<Record<string, Tags>>, config: ValueMap = {}) {
  const members = ['pg1', 'pg2', 'pg3'].map((name) =>
    aMember(name, { ...(name === 'pg2' ? PRIMARY : {}), tags: tags[name] ?? {} }),
  );
  return aCluster({ members, config });
}

const NOFAILOVER = { nofailover: true };
const DEMO = { scope: 'demo', group: null };

function scheduled(scheduledAt: number | null, replacesSchedule: boolean) {
  return { ...DEMO, candidate: 'pg1', scheduledAt, replacesSchedule };
}

const SCHEDULED = {
  failover: { leader: 'pg2', candidate: null, scheduledAt: '2026-11-23T03:00:00+01:00', revision: 7 },
};

/** `outcome/code | message | next`, as an operator would see it. */
function lineOf(refusal: Refusal | null): string | null {
  return refusal && `${refusal.outcome}/${refusal.code} | ${refusal.message} | ${refusal.next}`;
}

describe('refusals, in the words of patronictl', () => {
  it.each<{ name: string; refusal: Refusal | null; line: string | null }>([
    { name: 'a leader is there', refusal: refuseWithoutLeader(aCluster(), DEMO), line: null },
    {
      name: 'nobody leads',
      refusal: refuseWithoutLeader(aCluster({ leader: null }), DEMO),
      line: 'refused/no-leader | This cluster has no leader | ctl failover demo --candidate pg1 --dry-run',
    },
    {
      name: 'nobody leads and the one with least lag is suggested',
      refusal: refuseWithoutLeader(
        aCluster({ leader: null, members: [aMember('pg1', { position: 1 }), aMember('pg3')] }),
        DEMO,
      ),
      line: 'refused/no-leader | This cluster has no leader | ctl failover demo --candidate pg3 --dry-run',
    },
    {
      name: 'nobody leads and the synchronous one is suggested',
      refusal: refuseWithoutLeader(
        aCluster({
          leader: null,
          members: [aMember('pg1'), aMember('pg3', { position: 1 })],
          config: { synchronous_mode: true },
          changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
        }),
        DEMO,
      ),
      line: 'refused/no-leader | This cluster has no leader | ctl failover demo --candidate pg3 --dry-run',
    },
    {
      name: 'nobody leads and nobody can',
      refusal: refuseWithoutLeader(
        aCluster({
          leader: null,
          members: [aMember('pg1', { tags: NOFAILOVER }), aMember('pg3', { state: 'stopped' })],
        }),
        DEMO,
      ),
      line: 'refused/no-leader | This cluster has no leader | ctl list demo',
    },
    { name: 'the leader is the one', refusal: refuseWrongLeader(aCluster(), DEMO, 'pg2'), line: null },
    {
      name: 'a replica is named as leader',
      refusal: refuseWrongLeader(aCluster(), DEMO, 'pg1'),
      line: 'refused/not-the-leader | Member pg1 is not the leader of cluster demo | ctl list demo',
    },
    {
      name: 'nobody of that name',
      refusal: refuseWrongLeader(aCluster(), DEMO, 'pg9'),
      line: 'not-found/unknown-member | Member pg9 is not the leader of cluster demo | ctl list demo',
    },
    {
      name: 'a leader whose own key is gone',
      refusal: refuseWrongLeader(aCluster({ members: [aMember('pg1')] }), DEMO, 'pg2'),
      line: null,
    },
    { name: 'there are candidates', refusal: refuseWithoutCandidates('switchover', aCluster()), line: null },
    {
      name: 'the leader is alone',
      refusal: refuseWithoutCandidates('switchover', aCluster({ members: [aMember('pg2', PRIMARY)] })),
      line: 'refused/no-candidate | No candidates found to switchover to | start Patroni on another member',
    },
    {
      name: 'tags exclude all others',
      refusal: refuseWithoutCandidates(
        'failover',
        tagged({ pg1: NOFAILOVER, pg3: { failover_priority: 0 } }),
      ),
      line: 'refused/no-candidate | No candidates found to failover to | allow pg1 or pg3 to lead: the tag nofailover or failover_priority excludes them',
    },
    {
      name: 'a failover names nobody',
      refusal: refuseUnnamedFailover(),
      line: 'usage/no-candidate | Failover could be performed only to a specific candidate | add --candidate NAME',
    },
    {
      name: 'a good candidate',
      refusal: refuseCandidate('switchover', aCluster(), DEMO, 'pg1'),
      line: null,
    },
    {
      name: 'the leader as candidate',
      refusal: refuseCandidate('switchover', aCluster(), DEMO, 'pg2'),
      line: 'refused/candidate-is-leader | Member pg2 is already the leader of cluster demo | ctl switchover demo --candidate pg1 --dry-run',
    },
    {
      name: 'an unknown candidate',
      refusal: refuseCandidate('failover', aCluster(), DEMO, 'pg9'),
      line: 'not-found/unknown-member | Member pg9 does not exist in cluster demo or is tagged as nofailover | ctl list demo',
    },
    {
      name: 'a candidate with nofailover',
      refusal: refuseCandidate('failover', tagged({ pg1: NOFAILOVER }), DEMO, 'pg1'),
      line: 'refused/nofailover-tag | Member pg1 does not exist in cluster demo or is tagged as nofailover | ctl failover demo --candidate pg3 --dry-run',
    },
    {
      name: 'a candidate of priority 0, and no other',
      refusal: refuseCandidate(
        'failover',
        tagged({ pg1: { failover_priority: 0 }, pg3: NOFAILOVER }),
        DEMO,
        'pg1',
      ),
      line: 'refused/failover-priority-zero | Member pg1 does not exist in cluster demo or is tagged as nofailover | ctl list demo',
    },
    { name: 'at once', refusal: refuseSchedule(aCluster(), scheduled(null, false), NOW), line: null },
    {
      name: 'at once, with a schedule stored',
      refusal: refuseSchedule(aCluster({ changes: SCHEDULED }), scheduled(null, false), NOW),
      line: null,
    },
    { name: 'right now', refusal: refuseSchedule(aCluster(), scheduled(NOW, false), NOW), line: null },
    {
      name: 'a moment ago',
      refusal: refuseSchedule(aCluster(), scheduled(NOW - 1, false), NOW),
      line: 'refused/schedule-in-past | Cannot schedule switchover in the past | a later time, or at once: ctl switchover demo --candidate pg1',
    },
    {
      name: 'a schedule while paused',
      refusal: refuseSchedule(aCluster({ config: PAUSED }), scheduled(NOW + 1000, true), NOW),
      line: "refused/paused-no-schedule | Can't schedule switchover in the paused state | end the maintenance mode first, or at once: ctl switchover demo --candidate pg1",
    },
    {
      name: 'a second schedule',
      refusal: refuseSchedule(aCluster({ changes: SCHEDULED }), scheduled(NOW + 1000, false), NOW),
      line: 'refused/already-scheduled | A switchover is already scheduled for 2026-11-23T03:00:00+01:00 | --replace-scheduled replaces it; to see it: ctl list demo',
    },
    {
      name: 'a second schedule that replaces the first',
      refusal: refuseSchedule(aCluster({ changes: SCHEDULED }), scheduled(NOW + 1000, true), NOW),
      line: null,
    },
    {
      name: 'a schedule while a request without one is under way',
      refusal: refuseSchedule(
        aCluster({ changes: { failover: { ...SCHEDULED.failover, scheduledAt: null } } }),
        scheduled(NOW + 1000, false),
        NOW,
      ),
      line: null,
    },
    { name: 'nobody named', refusal: refusePause('switchover', aCluster(), null), line: null },
    {
      name: 'nobody named while paused',
      refusal: refusePause('switchover', tagged({ pg3: NOFAILOVER }, PAUSED), null),
      line: 'refused/paused-needs-candidate | Switchover is possible only to a specific candidate in a paused state | add --candidate pg1',
    },
    {
      name: 'somebody named while paused',
      refusal: refusePause('switchover', aCluster({ config: PAUSED }), 'pg1'),
      line: null,
    },
  ])('$name', ({ refusal, line }) => {
    expect(lineOf(refusal)).toBe(line);
  });
});

describe('refusePausedStandbyCluster', () => {
  it.each([
    { verb: 'switchover', word: 'switchover' },
    { verb: 'failover', word: 'failover' },
    { verb: 'promote-cluster', word: 'promotion' },
    { verb: 'demote-cluster', word: 'demotion' },
  ] as const)('refuses $verb', ({ verb, word }) => {
    expect(lineOf(refusePausedStandbyCluster(aCluster({ config: PAUSED_STANDBY }), 'demo', verb))).toBe(
      `refused/paused-standby-cluster | demo is a paused standby cluster: the ${word} would stay pending and happen at the resume | end the maintenance mode first, then ask again`,
    );
  });

  it.each([
    { name: 'a paused cluster', leader: 'pg2', config: PAUSED },
    { name: 'a standby cluster', leader: 'pg2', config: { standby_cluster: { host: 'remote' } } },
    { name: 'one without a leader, where nobody keeps the request', leader: null, config: PAUSED_STANDBY },
  ])('lets a failover pass in $name', ({ leader, config }) => {
    expect(refusePausedStandbyCluster(aCluster({ leader, config }), 'demo', 'failover')).toBeNull();
  });
});

describe('possibleCandidates', () => {
  it('are all but the leader and those whose tags exclude them, as patronictl sorts them', () => {
    const members = ['pg2', 'b', 'a', 'Z', 'c', 'd'].map((name) =>
      aMember(name, { tags: name === 'c' ? NOFAILOVER : name === 'd' ? { failover_priority: 0 } : {} }),
    );
    expect(possibleCandidates(aCluster({ members }))).toEqual(['Z', 'a', 'b']);
  });
});
