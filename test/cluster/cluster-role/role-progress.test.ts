import { describe, expect, it } from 'vitest';
import {
  type AwaitedRole,
  advanceRole,
  beginRoleProgress,
} from '../../../src/cluster/cluster-role/role-progress.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

const ASKED = { host: 'a' };
const PRIMARY: Partial<MemberStatus> = { role: 'primary', replicationState: null };
const STANDBY_LEADER: Partial<MemberStatus> = { role: 'standby_leader' };
const IN_ARCHIVE: Partial<MemberStatus> = { role: 'standby_leader', replicationState: 'in archive recovery' };
const NOWHERE: Partial<MemberStatus> = { role: 'standby_leader', replicationState: null };

interface Step {
  readonly section?: ValueMap | null;
  readonly revision?: number;
  readonly leader?: string | null;
  readonly pg1?: Partial<MemberStatus> | null;
  readonly pg2?: Partial<MemberStatus> | null;
  /** etcd does not answer. */
  readonly blind?: boolean;
}

/** pg1 led before; times are hundreds of milliseconds. */
function progressAfter(steps: readonly Step[], awaited: AwaitedRole) {
  return steps.reduce((progress, step, index) => {
    const { section = ASKED, revision = 41, leader = 'pg1', pg1 = null, pg2 = null, blind = false } = step;
    const values = section === null ? {} : { standby_cluster: section };
    const members = [aMember('pg1', { replicationState: null }), aMember('pg2', { replicationState: null })];
    const cluster = aCluster({ leader, members, changes: { config: { values, revision } } });
    const statuses = new Map(
      Object.entries({ pg1, pg2 }).map(([name, said]) => [name, said && aStatus(name, said)] as const),
    );
    const look = {
      atMs: (index + 1) * 100,
      cluster: blind ? null : cluster,
      statuses,
      writable: new Set<string>(),
    };
    return advanceRole(progress, awaited, look);
  }, beginRoleProgress(awaited));
}

describe('a demotion', () => {
  const DEMOTION: AwaitedRole = { section: ASKED, leader: 'pg1', timeline: 4, followsArchive: false };
  const stage = (step: Step, awaited = DEMOTION) => progressAfter([step], awaited).stage;

  it.each<[string, Step, string]>([
    ['before etcd holds it, whatever else is seen', { section: null, pg1: STANDBY_LEADER }, 'asked'],
    ['with another section', { section: { host: 'b' }, pg1: STANDBY_LEADER }, 'asked'],
    ['without a leader', { leader: null, pg1: STANDBY_LEADER }, 'unlocked'],
    ['while the agent is silent', { pg1: null }, 'changing'],
    ['while the leader is primary', { pg1: PRIMARY }, 'changing'],
    ['while the leader stops', { pg1: { ...STANDBY_LEADER, state: 'stopping' } }, 'changing'],
    ['while the leader does not follow', { pg1: NOWHERE }, 'not-following'],
    ['while it replays the archive of nobody', { pg1: IN_ARCHIVE }, 'not-following'],
    ['when the leader streams', { pg1: STANDBY_LEADER }, 'ended'],
    ['when nobody can tell whether it streams', { pg1: { ...NOWHERE, patroniVersion: '3.0.2' } }, 'ended'],
    [
      'led by another one, while the former leader is silent',
      { leader: 'pg2', pg2: STANDBY_LEADER },
      'former-leader',
    ],
    [
      '… while it is stopped',
      { leader: 'pg2', pg2: STANDBY_LEADER, pg1: { state: 'stopped' } },
      'former-leader',
    ],
    [
      '… while what it said before counts',
      { leader: 'pg2', pg2: STANDBY_LEADER, pg1: PRIMARY },
      'former-leader',
    ],
    ['… when it runs again', { leader: 'pg2', pg2: STANDBY_LEADER, pg1: {} }, 'ended'],
  ])('%s', (_, step, expected) => {
    expect(stage(step)).toBe(expected);
  });

  it('to an archive has ended when it recovers from there', () => {
    const awaited = { ...DEMOTION, followsArchive: true };
    expect(stage({ pg1: IN_ARCHIVE }, awaited)).toBe('ended');
    expect(stage({ pg1: NOWHERE }, awaited)).toBe('not-following');
  });

  it('tells when it was stored first, who leads and who is back', () => {
    const moved = { leader: 'pg2', pg2: { ...STANDBY_LEADER, timeline: 4 } };
    expect(progressAfter([{ section: null }, {}, moved, { ...moved, pg1: {} }], DEMOTION)).toEqual({
      stage: 'ended',
      stored: { revision: 41, atMs: 200 },
      leader: 'pg2',
      role: 'standby_leader',
      timeline: 4,
      formerLeaderBack: true,
      isTurnedBack: false,
    });
  });

  it('is not changed by what nobody has seen', () => {
    const seen = progressAfter([{ pg1: NOWHERE }], DEMOTION);
    expect(progressAfter([{ pg1: NOWHERE }, { blind: true, pg1: STANDBY_LEADER }], DEMOTION)).toEqual(seen);
  });

  it('is turned back by a later change only', () => {
    expect(progressAfter([{}, { section: null, revision: 42 }], DEMOTION).isTurnedBack).toBe(true);
    expect(progressAfter([{}, { section: null, revision: 40 }], DEMOTION).isTurnedBack).toBe(false);
  });
});

describe('a promotion', () => {
  const PROMOTION: AwaitedRole = { section: null, leader: 'pg1', timeline: 4, followsArchive: false };
  const stage = (step: Step) => progressAfter([{ section: null, ...step }], PROMOTION).stage;

  it.each<[string, Step, string]>([
    ['before etcd holds it', { section: ASKED, pg1: { ...PRIMARY, timeline: 5 } }, 'asked'],
    ['while the leader is in recovery', { pg1: STANDBY_LEADER }, 'changing'],
    ['on the old timeline', { pg1: PRIMARY }, 'changing'],
    ['while PostgreSQL does not answer', { pg1: { ...PRIMARY, timeline: 5, state: 'unknown' } }, 'changing'],
    ['when it is primary on a new timeline', { pg1: { ...PRIMARY, timeline: 5 } }, 'ended'],
    [
      'when another one is, and the former leader is silent',
      { leader: 'pg2', pg2: { ...PRIMARY, timeline: 5 } },
      'ended',
    ],
  ])('%s', (_, step, expected) => {
    expect(stage(step)).toBe(expected);
  });
});
