import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { cloneSources } from '../../../src/cluster/reinit/clone-sources.js';
import { planReinit } from '../../../src/cluster/reinit/plan-reinit.js';
import type { ReinitEvidence, ReinitRequest } from '../../../src/cluster/reinit/reinit-plan.js';
import { whyUnsound } from '../../../src/cluster/reinit/soundness.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { someActivity, someFacts } from '../../support/fake-servers.js';
import { SILENT, someEvidence } from './some-evidence.js';

const request: ReinitRequest = {
  scope: 'demo',
  group: null,
  targets: ['pg3'],
  fromLeader: false,
  allowsDataLoss: false,
};
const broken: Partial<MemberStatus> = { state: 'start failed', serverVersion: null, replicationState: null };

function withTags(tags: Readonly<Record<string, Record<string, boolean>>>): Cluster {
  const members = ['pg1', 'pg2', 'pg3'].map((name) =>
    aMember(name, { ...(name === 'pg2' ? PRIMARY : {}), tags: tags[name] ?? {} }),
  );
  return aCluster({ members });
}

function plan(evidence: ReinitEvidence, changes: Partial<ReinitRequest> = {}) {
  const { plan: planned, refusals } = planReinit({ ...request, ...changes }, evidence);
  const codes = planned.warnings.map(({ code }) => code);
  return { ...planned, codes, refusal: refusals[0]?.code ?? null, refusals };
}

describe('whom a copy may come from', () => {
  const names = (cluster: Cluster, fromLeader = false): string[] =>
    cloneSources(cluster, 'pg3', fromLeader).map(({ name }) => name);

  it.each<[string, Cluster, boolean, string[]]>([
    ['the leader', aCluster(), false, ['pg2']],
    ['whoever offers itself', withTags({ pg1: { clonefrom: true } }), false, ['pg1']],
    ['the leader if it is asked for', withTags({ pg1: { clonefrom: true } }), true, ['pg2']],
    ['not the member itself', withTags({ pg3: { clonefrom: true } }), false, ['pg2']],
    ['the leader, which needs no tag', withTags({ pg2: { clonefrom: true } }), false, ['pg2']],
    ['not who says no', withTags({ pg1: { clonefrom: false } }), false, ['pg2']],
    [
      'not who does not run',
      aCluster({
        members: [aMember('pg1', { state: 'stopped', tags: { clonefrom: true } }), aMember('pg2', PRIMARY)],
      }),
      false,
      ['pg2'],
    ],
    ['nobody without a leader', aCluster({ leader: null }), false, []],
  ])('%s', (_, cluster, fromLeader, expected) => {
    expect(names(cluster, fromLeader)).toEqual(expected);
  });
});

describe('a sound copy', () => {
  const old = { replicationState: null, patroniVersion: '3.0.2' };
  const unfed = { pg2: { replication: [] } };
  const inArchive = { replicationState: 'in archive recovery' };
  const catchingUp = (lag: number) => ({
    pg1: { ...old, receivePosition: 10 ** 9 - lag, replayPosition: 10 ** 9 - lag },
    pg2: { ...sending('pg1', 'catchup'), position: 10 ** 9 },
  });
  it.each<[string, string, Record<string, Partial<MemberStatus> | null>, string | null]>([
    ['the leader', 'pg2', {}, null],
    ['a silent leader', 'pg2', { pg2: null }, 'its agent does not answer'],
    [
      'a leader whose PostgreSQL does not answer',
      'pg2',
      { pg2: { serverVersion: null } },
      'its PostgreSQL does not answer',
    ],
    ['a replica that is fed', 'pg1', {}, null],
    ['one that catches up', 'pg1', { pg2: sending('pg1', 'catchup') }, null],
    ['one by the word of an old agent', 'pg1', { pg1: old, pg2: sending('pg1', 'streaming') }, null],
    ['one that is fed by another replica', 'pg1', { ...unfed, pg3: sending('pg1', 'streaming') }, null],
    ['one whose name is written otherwise', 'pg1', { pg2: sending('PG1', 'streaming') }, null],
    ['one that is cut off and believes to stream', 'pg1', unfed, 'nobody is seen to feed it'],
    ['one that gets a base backup', 'pg1', { pg2: sending('pg1', 'backup') }, 'nobody is seen to feed it'],
    ['one by its own word while its upstream is silent', 'pg1', { pg2: null }, null],
    ['an old one while its upstream is silent', 'pg1', { pg1: old, pg2: null }, 'nobody is seen to feed it'],
    ['one whose WAL is gone', 'pg1', { pg1: { replicationState: null } }, 'nobody feeds it'],
    ['the same by the word of an old agent', 'pg1', { pg1: old, ...unfed }, 'nobody is seen to feed it'],
    ['one that catches up and is near', 'pg1', catchingUp(10 ** 5), null],
    ['one that catches up for a blink', 'pg1', catchingUp(10 ** 8), 'it catches up and is 95 MB behind'],
    ['one that keeps up with an archive', 'pg1', { pg1: { ...inArchive, receivePosition: 1 } }, null],
    [
      'one whose archive ends',
      'pg1',
      { pg1: { ...inArchive, receivePosition: 1, replayPosition: 1 }, pg2: { position: 10 ** 9 } },
      'it replays an archive and is 954 MB behind',
    ],
    ['one on another timeline', 'pg1', { pg1: { timeline: 3 } }, 'it is on timeline 3 instead of 4'],
    ['one that does not start', 'pg1', { pg1: broken }, 'it is start failed'],
    ['a silent one', 'pg1', { pg1: null }, 'its agent does not answer'],
  ])('%s', (_, name, statuses, expected) => {
    const { cluster, members } = someEvidence(aCluster(), statuses);
    const [found] = members.filter(({ member }) => member.name === name);
    expect(found && whyUnsound(cluster, found, members)).toBe(expected);
  });

  it('is none that has the same number of timeline from another fork', () => {
    const history = [{ timeline: 3, switchPoint: 0x500, reason: null, at: null, newLeader: 'pg2' }];
    const { cluster, members } = someEvidence(aCluster({ changes: { history } }));
    const own = { ended: [{ timeline: 3, switchPoint: 0x400 }] };
    const [found] = members.filter(({ member }) => member.name === 'pg1');
    const facts = someFacts({ inRecovery: true, timelineHistory: { timeline: 4, ...own } });
    expect(found && whyUnsound(cluster, { ...found, facts }, members)).toMatch(
      /^it has diverged: it left timeline 3 at 0\/400, and the cluster did at 0\/500$/,
    );
  });

  it('is a leader that takes writes although its agent is silent', () => {
    const leader = { member: aMember('pg2', PRIMARY), agent: SILENT, facts: someFacts() };
    expect(whyUnsound(aCluster(), leader, [leader])).toBeNull();
    const standby = { ...leader, facts: someFacts({ inRecovery: true }) };
    expect(whyUnsound(aCluster(), standby, [standby])).toBe('its agent does not answer');
  });
});

/** What a member says of those whom it sends to. */
function sending(name: string, state: string): Partial<MemberStatus> {
  return { replication: [{ name, state, syncState: 'async' }] };
}

describe('the plan for a broken replica', () => {
  it('names the source, its room, and what remains', () => {
    const evidence = someEvidence(aCluster(), { pg3: broken }, { pg2: someActivity() });
    expect(plan(evidence)).toMatchObject({
      leader: 'pg2',
      targets: [
        {
          member: 'pg3',
          state: 'start failed',
          well: false,
          sources: [
            {
              member: 'pg2',
              leads: true,
              well: true,
              walSenders: { used: 2, max: 10 },
              replicationSlots: { used: 2, max: 10 },
            },
          ],
        },
      ],
      remaining: ['pg1', 'pg2'],
      codes: [],
      refusal: null,
    });
  });

  it('does without SQL', () => {
    const [target] = plan(someEvidence(aCluster(), { pg3: broken })).targets;
    expect(target?.sources).toMatchObject([{ walSenders: null, replicationSlots: null }]);
  });

  it.each<[string, Cluster, Record<string, Partial<MemberStatus> | null>, string | null]>([
    ['nobody leads', aCluster({ leader: null }), {}, 'no-leader'],
    ['the leader is silent, another one is well', aCluster(), { pg2: null }, 'leader-not-alive'],
    ['nobody else is well', aCluster(), { pg1: broken, pg2: null }, 'no-healthy-copy'],
    ['only the leader is well beside it', aCluster(), { pg1: null }, 'only-sound-copy'],
    ['it takes nothing away', aCluster(), { pg1: null, pg3: broken }, null],
  ])('when %s', (_, cluster, statuses, refusal) => {
    expect(plan(someEvidence(cluster, statuses)).refusal).toBe(refusal);
  });

  it('may be told that data may be lost', () => {
    const { refusal, codes } = plan(someEvidence(aCluster(), { pg1: null, pg2: null }), {
      allowsDataLoss: true,
    });
    expect(refusal).toBeNull();
    expect(codes).toContain('no-healthy-copy');
    const leaderless = someEvidence(aCluster({ leader: null }));
    expect(plan(leaderless, { allowsDataLoss: true }).refusal).toBe('no-leader');
  });

  it('counts those that are to be copied among the lost', () => {
    const statuses = { pg2: null };
    expect(plan(someEvidence(aCluster(), statuses), { targets: ['pg1', 'pg3'] }).refusal).toBe(
      'no-healthy-copy',
    );
  });

  it.each<[string | null, boolean, string | null]>([
    ['4.0.7', true, 'from-leader-ignored'],
    ['3.0.2', true, 'from-leader-ignored'],
    [null, true, 'from-leader-ignored'],
    ['4.1.0', true, null],
    ['5.0.0', true, null],
    ['4.0.7', false, null],
  ])('with --from-leader and Patroni %s, another source %s: %s', (patroniVersion, offers, refusal) => {
    const members = [
      aMember('pg1', { tags: offers ? { clonefrom: true } : {} }),
      aMember('pg2', PRIMARY),
      aMember('pg3', { patroniVersion }),
    ];
    const evidence = someEvidence(aCluster({ members }));
    expect(plan(evidence, { fromLeader: true }).refusal).toBe(refusal);
  });
});

describe('warnings of the plan', () => {
  it.each<[string, number, number, string[]]>([
    ['plenty of room', 6, 8, []],
    ['too few WAL senders for two', 7, 2, ['wal-senders-exhausted']],
    ['one slot for two', 2, 9, ['replication-slots-exhausted']],
    ['neither for two', 8, 9, ['wal-senders-exhausted', 'replication-slots-exhausted']],
  ])('%s', (_, senders, slots, expected) => {
    const activity = someActivity({
      walSenders: { used: senders, max: 10 },
      replicationSlots: { used: slots, max: 10 },
    });
    const evidence = someEvidence(aCluster(), { pg1: broken, pg3: broken }, { pg2: activity });
    const { codes } = plan(evidence, { targets: ['pg1', 'pg3'] });
    expect(codes.filter((code) => code.endsWith('exhausted'))).toEqual(expected);
  });

  it('count on the sender that feeds the member now', () => {
    const activity = someActivity({ walSenders: { used: 9, max: 10 } });
    const evidence = someEvidence(aCluster(), {}, { pg2: activity });
    expect(plan(evidence)).toMatchObject({ codes: ['member-is-well'], refusal: null });
  });

  it.each<[string, ReinitEvidence, Partial<ReinitRequest>, string[]]>([
    ['a member that is well', someEvidence(aCluster()), {}, ['member-is-well']],
    [
      'a synchronous member',
      someEvidence(
        aCluster({
          config: { synchronous_mode: true },
          changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
        }),
        { pg3: broken },
      ),
      {},
      ['in-sync-set'],
    ],
    [
      'a source that is not well',
      someEvidence(withTags({ pg1: { clonefrom: true } }), { pg1: broken, pg3: broken }),
      {},
      ['source-not-well'],
    ],
    [
      'a source that is copied, too',
      someEvidence(withTags({ pg1: { clonefrom: true } }), { pg1: broken, pg3: broken }),
      { targets: ['pg1', 'pg3'] },
      ['source-is-reinitialized', 'copy-unproved'],
    ],
  ])('%s', (_, evidence, changes, expected) => {
    expect(plan(evidence, changes).codes).toEqual(expected);
  });
});
