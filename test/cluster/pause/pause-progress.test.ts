import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import {
  advancePause,
  awaitedMember,
  beginPauseProgress,
} from '../../../src/cluster/pause/pause-progress.js';
import { aCluster, aMember } from '../../support/clusters.js';

const PAUSING = { paused: true, members: ['pg1', 'pg2', 'pg3'], deputies: ['pg2', 'pg1', 'pg3'] };

interface Look {
  readonly pause?: boolean | null;
  readonly revision?: number;
  readonly leader?: string | null;
  readonly acknowledged?: readonly string[];
  readonly gone?: readonly string[];
  readonly silent?: readonly string[];
}

/** pg2 leads three members. */
function look({ pause = true, revision = 41, leader = 'pg2', acknowledged = [], gone = [] }: Look): Cluster {
  const names = ['pg1', 'pg2', 'pg3'].filter((name) => !gone.includes(name));
  return aCluster({
    leader,
    members: names.map((name) => aMember(name, { paused: acknowledged.includes(name) })),
    changes: { config: { values: { pause }, revision } },
  });
}

function progressAfter(looks: readonly Look[], awaited = PAUSING) {
  return looks.reduce(
    (progress, each, index) =>
      advancePause(progress, awaited, look(each), new Set(each.silent), (index + 1) * 100),
    beginPauseProgress(awaited),
  );
}

describe('the progress of a pause', () => {
  it('has not begun before etcd holds it, whatever the members say', () => {
    expect(progressAfter([{ pause: null, acknowledged: ['pg1', 'pg2', 'pg3'] }])).toEqual({
      storedRevision: null,
      acknowledgedAtMs: null,
      laggards: ['pg1', 'pg2', 'pg3'],
      isTurnedBack: false,
    });
  });

  it('is stored, then acknowledged by the leader, then by all', () => {
    expect(progressAfter([{}])).toMatchObject({
      storedRevision: 41,
      acknowledgedAtMs: null,
      laggards: ['pg1', 'pg2', 'pg3'],
    });
    const led = [{}, { acknowledged: ['pg2'] }];
    expect(progressAfter(led)).toMatchObject({ acknowledgedAtMs: 200, laggards: ['pg1', 'pg3'] });
    expect(progressAfter([...led, { acknowledged: ['pg1', 'pg2', 'pg3'] }])).toMatchObject({
      acknowledgedAtMs: 200,
      laggards: [],
    });
  });

  it('waits for a member whose key has gone', () => {
    expect(progressAfter([{ acknowledged: ['pg1', 'pg2'], gone: ['pg3'] }]).laggards).toEqual(['pg3']);
  });

  it('does not wait for members that came later', () => {
    expect(progressAfter([{ acknowledged: ['pg2'] }], { ...PAUSING, members: ['pg2'] }).laggards).toEqual([]);
  });

  it('is led by whoever holds the lock then', () => {
    expect(progressAfter([{ leader: 'pg1', acknowledged: ['pg2'] }]).acknowledgedAtMs).toBeNull();
    expect(progressAfter([{ leader: 'pg1', acknowledged: ['pg1'] }]).acknowledgedAtMs).toBe(100);
  });

  it.each<[string, Look, string | null]>([
    ['the leader', {}, 'pg2'],
    ['the leader, whoever else has', { acknowledged: ['pg1', 'pg3'] }, 'pg2'],
    ['nobody once the leader has', { acknowledged: ['pg2'] }, null],
    [
      'nobody once the leader has, though its agent is silent',
      { acknowledged: ['pg2'], silent: ['pg2'] },
      null,
    ],
    ['the first deputy if the agent of the leader is silent', { silent: ['pg2'] }, 'pg1'],
    ['the next deputy if that of the first is silent, too', { silent: ['pg2', 'pg1'] }, 'pg3'],
    ['nobody once a deputy has', { silent: ['pg2'], acknowledged: ['pg1'] }, null],
    ['nobody if all are silent', { silent: ['pg1', 'pg2', 'pg3'] }, null],
    ['whoever was asked if nobody leads', { leader: null, acknowledged: ['pg1'] }, 'pg2'],
    ['nobody if nobody leads and who was asked has', { leader: null, acknowledged: ['pg2'] }, null],
    ['the leader without a key of its own', { leader: 'pg9' }, 'pg9'],
  ])('waits for %s', (_, seen, missing) => {
    expect(awaitedMember(PAUSING, look(seen), new Set(seen.silent))).toBe(missing);
    expect(progressAfter([seen]).acknowledgedAtMs).toBe(missing === null ? 100 : null);
  });

  it('is turned back by a later configuration only', () => {
    expect(progressAfter([{ revision: 41 }, { pause: null, revision: 42 }]).isTurnedBack).toBe(true);
    // A look from before that comes late.
    expect(progressAfter([{ revision: 41 }, { pause: null, revision: 40 }]).isTurnedBack).toBe(false);
  });
});

it('a resume is acknowledged by a key that no longer says paused, not by one that is gone', () => {
  const resuming = { ...PAUSING, paused: false };
  const progress = progressAfter([{ pause: null, acknowledged: ['pg1'], gone: ['pg3'] }], resuming);
  expect(progress).toMatchObject({ storedRevision: 41, acknowledgedAtMs: 100, laggards: ['pg1', 'pg3'] });
});
