import { describe, expect, it } from 'vitest';
import { diverged } from '../../../src/cluster/findings/diverged.js';
import { historyDisagrees } from '../../../src/cluster/findings/history-disagrees.js';
import { lagging } from '../../../src/cluster/findings/lagging.js';
import { notStreaming } from '../../../src/cluster/findings/not-streaming.js';
import { replayBacklog } from '../../../src/cluster/findings/replay-backlog.js';
import { timelineBehind } from '../../../src/cluster/findings/timeline-behind.js';
import {
  anEvidence,
  type EvidenceRecipe,
  LEADER_POSITION,
  type ObservedRecipe,
  seenTwice,
} from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const MB = 1024 ** 2;

function pg3(recipe: ObservedRecipe): EvidenceRecipe {
  return { members: { pg3: recipe } };
}

/** A replica at this position, as its key and its agent tell. */
function at(position: number, changes: ObservedRecipe['key'] = {}): EvidenceRecipe {
  return pg3({
    key: { position, receivePosition: position, replayPosition: position, ...changes },
    agent: { receivePosition: position, replayPosition: position },
  });
}

describe('not-streaming', () => {
  const unfed = pg3({ key: { replicationState: null }, agent: { replicationState: null } });
  const OLD = { patroniVersion: '3.0.2', replicationState: null } as const;
  const alone = { agent: { replication: [{ name: 'pg1', state: 'streaming', syncState: 'async' }] } };
  const refused = {
    agent: { replication: [{ name: 'pg3', state: 'startup', syncState: 'async' }] },
  };
  const old = (position: number, config: EvidenceRecipe['config'] = {}): EvidenceRecipe => ({
    config,
    members: {
      pg2: alone,
      pg3: {
        key: { ...OLD, position },
        agent: { ...OLD, receivePosition: position, replayPosition: position },
      },
    },
  });
  findsIn(notStreaming, [
    { name: 'all stream', evidence: anEvidence(), found: [] },
    { name: 'one does not', evidence: seenTwice(unfed), found: ['error pg3'] },
    { name: 'it streams again', evidence: seenTwice({}, unfed), found: [] },
    {
      name: 'its key is old, its agent says that it streams',
      evidence: anEvidence(pg3({ key: { replicationState: null } })),
      found: [],
    },
    {
      name: 'its agent says that it does not, its key is old',
      evidence: anEvidence(pg3({ agent: { replicationState: null } })),
      found: ['error pg3'],
    },
    {
      name: 'nostream',
      evidence: anEvidence(pg3({ key: { tags: { nostream: true } }, agent: { replicationState: null } })),
      found: [],
    },
    {
      name: 'it does not run',
      evidence: anEvidence(pg3({ agent: { state: 'starting', replicationState: null } })),
      found: [],
    },
    {
      name: 'its silent agent leaves the key',
      evidence: anEvidence(pg3({ key: { replicationState: null }, agent: null })),
      found: ['error pg3'],
    },
    { name: 'nobody leads', evidence: anEvidence({ ...unfed, leader: null }), found: [] },
    {
      name: 'the leader is not promoted yet',
      evidence: anEvidence({
        members: { ...unfed.members, pg2: { key: { role: 'replica', state: 'starting' }, agent: null } },
      }),
      found: [],
    },
    {
      name: '3.0.2, not among those that stream from the leader, behind',
      evidence: seenTwice(old(LEADER_POSITION - 10)),
      found: ['error pg3'],
    },
    {
      name: '3.0.2, it connects and is refused again and again',
      evidence: seenTwice({ members: { ...old(LEADER_POSITION - 10).members, pg2: refused } }),
      found: ['error pg3'],
    },
    { name: '3.0.2, the same with everything', evidence: seenTwice(old(LEADER_POSITION)), found: [] },
    {
      name: '3.0.2, the same, and it moves',
      evidence: seenTwice(old(LEADER_POSITION - 10), old(LEADER_POSITION - 99)),
      found: [],
    },
    {
      name: '3.0.2, fed by an archive',
      evidence: seenTwice(
        old(LEADER_POSITION - 10, { postgresql: { recovery_conf: { restore_command: 'cp' } } }),
      ),
      found: [],
    },
    {
      name: 'the leader of a standby cluster follows nobody',
      evidence: anEvidence({
        config: { standby_cluster: { host: 'remote' } },
        members: {
          pg2: {
            key: { role: 'standby_leader' },
            agent: { role: 'standby_leader', position: null, receivePosition: 1, replayPosition: 1 },
          },
        },
      }),
      found: ['error pg2'],
    },
  ]);

  it('tells for how long, how far behind, and that it stands still', () => {
    const behind = LEADER_POSITION - 3 * MB;
    const state = pg3({
      key: { replicationState: null },
      agent: { replicationState: null, receivePosition: behind, replayPosition: behind },
    });
    expect(messagesOf(notStreaming, seenTwice(state))[0]).toBe(
      'pg3 runs and does not stream for at least 1 s, 3 MB behind and its position stands still: redundancy is reduced. pg2 is there to stream from: its own log tells why it does not (the login, pg_hba.conf, the slot, WAL that is gone)',
    );
  });

  const unfedFrom = (pg2: ObservedRecipe, key: ObservedRecipe['key'] = {}): EvidenceRecipe => ({
    members: {
      pg1: {},
      pg2,
      pg3: { key: { replicationState: null, ...key }, agent: { replicationState: null } },
    },
  });
  it.each([
    [
      'all senders are in use',
      unfedFrom({ facts: { walSenders: senders(10) } }),
      'All 10 WAL senders of pg2 are in use',
    ],
    [
      'its slot is missing',
      unfedFrom({ saturation: { slots: [{ name: 'pg1', heldBytes: 0, active: true }] } }),
      'pg2 has no slot pg3 for it',
    ],
    [
      'it replicates from a silent member',
      { members: { ...unfedFrom({}, { tags: { replicatefrom: 'pg1' } }).members, pg1: { agent: null } } },
      'It streams from pg1, which does not answer',
    ],
  ])('gives the cause: %s', (_, recipe, cause) => {
    expect(messagesOf(notStreaming, anEvidence(recipe))[0]).toContain(cause);
  });
});

function senders(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `r${index}`,
    state: 'streaming',
    sentPosition: null,
    logical: false,
  }));
}

describe('timeline-behind', () => {
  const HISTORY = {
    history: [{ timeline: 3, switchPoint: 0x5000000, reason: null, at: null, newLeader: 'pg2' }],
  };
  const behind = (position: number, config: EvidenceRecipe['config'] = {}): EvidenceRecipe => ({
    config,
    changes: HISTORY,
    ...pg3({
      key: { timeline: 3, position },
      agent: { timeline: 3, receivePosition: position, replayPosition: position },
    }),
  });
  findsIn(timelineBehind, [
    { name: 'all on one', evidence: anEvidence(), found: [] },
    { name: 'one behind', evidence: seenTwice(behind(0x4000000)), found: ['error pg3'] },
    { name: 'it has followed meanwhile', evidence: seenTwice({}, behind(0x4000000)), found: [] },
    { name: 'only its key is behind', evidence: anEvidence(pg3({ key: { timeline: 3 } })), found: [] },
    { name: 'its agent does not know', evidence: anEvidence(pg3({ agent: { timeline: null } })), found: [] },
    { name: 'ahead is another story', evidence: anEvidence(pg3({ agent: { timeline: 5 } })), found: [] },
    { name: 'nobody leads', evidence: anEvidence({ ...behind(1), leader: null }), found: [] },
    {
      name: 'a second primary is another finding',
      evidence: anEvidence(pg3({ agent: { role: 'primary', timeline: 3 } })),
      found: [],
    },
  ]);

  it.each([
    [
      'at the switch point',
      behind(0x5000000),
      'it is only behind: it is at 0/5000000 of timeline 3, which the cluster left at 0/5000000',
    ],
    [
      'before it, and nobody feeds it',
      {
        ...behind(0x5000000),
        ...pg3({
          key: { timeline: 3 },
          agent: { timeline: 3, receivePosition: 1, replayPosition: 1, replicationState: null },
        }),
      },
      'by these numbers it is only behind (it is at 0/1 of timeline 3, which the cluster left at 0/5000000), and yet it does not follow: it may have a timeline 3 of its own',
    ],
  ])('tells where it stands: %s', (_, recipe, words) => {
    expect(messagesOf(timelineBehind, anEvidence(recipe))[0]).toContain(words);
  });
});

describe('diverged', () => {
  const HISTORY = {
    history: [{ timeline: 3, switchPoint: 0x5000000, reason: null, at: null, newLeader: 'pg2' }],
  };
  const past = (position: number, config: EvidenceRecipe['config'] = {}): EvidenceRecipe => ({
    config,
    changes: HISTORY,
    ...pg3({
      key: { timeline: 3, position, replicationState: null },
      agent: { timeline: 3, receivePosition: position, replayPosition: position, replicationState: null },
    }),
  });
  findsIn(diverged, [
    { name: 'all on one', evidence: anEvidence(), found: [] },
    { name: 'past the end', evidence: seenTwice(past(0x5000001)), found: ['error pg3'] },
    { name: 'only behind', evidence: seenTwice(past(0x5000000)), found: [] },
    { name: 'it has been rewound meanwhile', evidence: seenTwice({}, past(0x5000001)), found: [] },
    {
      name: 'a newer timeline',
      evidence: anEvidence(pg3({ agent: { timeline: 5 }, key: { timeline: 5 } })),
      found: ['error pg3'],
    },
    { name: 'nobody leads', evidence: anEvidence({ ...past(0x5000001), leader: null }), found: [] },
    {
      name: 'a second primary is another finding',
      evidence: anEvidence({
        changes: HISTORY,
        ...pg3({ agent: { role: 'primary', timeline: 3, position: 0x5000001 } }),
      }),
      found: [],
    },
    {
      name: 'one that starts tells nothing',
      evidence: anEvidence(pg3({ key: { timeline: null }, agent: { timeline: null, state: 'starting' } })),
      found: [],
    },
  ]);

  it.each([
    [
      'and may win',
      past(0x6000000),
      'pg3 has diverged: it is at 0/6000000 of timeline 3, which the cluster left at 0/5000000; it may win if the leader fails: all of timeline 4 would be lost (at least 10 MB); use_pg_rewind is off: nobody rewinds it',
    ],
    ['and others are ahead', past(0x5000001), 'if it led, all of timeline 4 would be lost'],
    [
      'with rewind',
      past(0x5000001, { postgresql: { use_pg_rewind: true } }),
      'use_pg_rewind is on: Patroni rewinds it where checksums or hints allow',
    ],
    [
      'without history',
      { ...past(1), changes: {} },
      'pg3 may have diverged: it is on timeline 3 of 4, and the history does not tell',
    ],
  ])('tells what would be lost: %s', (_, recipe, words) => {
    expect(messagesOf(diverged, anEvidence(recipe))[0]).toContain(words);
  });

  it('takes the member anew only as the last step', () => {
    const commands = diverged.find(anEvidence(past(0x5000001)))[0]?.remedies.map(({ command }) => command);
    expect(commands).toEqual([
      'journalctl -u patroni -n 50',
      'ctl edit-config demo -s postgresql.use_pg_rewind=true',
      'ctl restart demo pg3',
      'ctl reinit demo pg3',
    ]);
  });
});

describe('history-disagrees', () => {
  const ahead = at(LEADER_POSITION + 1);
  findsIn(historyDisagrees, [
    { name: 'nobody is ahead', evidence: anEvidence(), found: [] },
    { name: 'one is', evidence: seenTwice(ahead, ahead), found: ['warning pg3'] },
    {
      name: 'only in the second look, when it may have been asked after the leader',
      evidence: seenTwice(ahead, { members: { pg3: {} } }),
      found: [],
    },
    {
      name: 'the leader has passed it since',
      evidence: seenTwice(
        { members: { ...ahead.members, pg2: { agent: { position: LEADER_POSITION + 10 } } } },
        { members: { pg2: {} } },
      ),
      found: [],
    },
    {
      name: 'on another timeline',
      evidence: anEvidence(pg3({ agent: { timeline: 3, receivePosition: LEADER_POSITION + 1 } })),
      found: [],
    },
    {
      name: 'a standby cluster',
      evidence: anEvidence({ ...ahead, config: { standby_cluster: { host: 'remote' } } }),
      found: [],
    },
  ]);
});

describe('lagging', () => {
  const behind = (bytes: number) => at(LEADER_POSITION - bytes);
  findsIn(lagging, [
    { name: 'nobody', evidence: anEvidence(), found: [] },
    { name: 'as far as is allowed', evidence: anEvidence(behind(MB)), found: [] },
    { name: 'a byte more', evidence: seenTwice(behind(MB + 1)), found: ['warning pg3'] },
    { name: 'it has caught up', evidence: seenTwice({}, behind(2 * MB)), found: [] },
    {
      name: 'a larger limit',
      evidence: anEvidence({ ...behind(2 * MB), config: { maximum_lag_on_failover: 4 * MB } }),
      found: [],
    },
    {
      name: 'samples of etcd deceive where agents answer',
      evidence: anEvidence(pg3({ key: { position: LEADER_POSITION - 9 * MB } })),
      found: [],
    },
    {
      name: 'its silent agent leaves the samples',
      evidence: anEvidence(pg3({ key: { position: LEADER_POSITION - 9 * MB }, agent: null })),
      found: ['warning pg3'],
    },
    {
      name: 'only its replay is behind',
      evidence: anEvidence(pg3({ agent: { replayPosition: LEADER_POSITION - 9 * MB } })),
      found: [],
    },
    { name: 'nobody leads', evidence: anEvidence({ ...behind(9 * MB), leader: null }), found: [] },
    {
      name: 'from an archive, farther than a segment or two',
      evidence: anEvidence({
        members: {
          pg3: {
            key: { replicationState: 'in archive recovery' },
            agent: {
              replicationState: 'in archive recovery',
              receivePosition: LEADER_POSITION - 40 * MB,
              replayPosition: LEADER_POSITION - 40 * MB,
            },
          },
        },
      }),
      found: ['warning pg3'],
    },
  ]);

  it('tells the trend', () => {
    expect(messagesOf(lagging, seenTwice(behind(12 * MB), behind(10 * MB)))).toEqual([
      'pg3 is 12 MB behind, 2 MB more than a second ago, more than maximum_lag_on_failover (1 MB): it may not take over',
    ]);
  });
});

describe('replay-backlog', () => {
  const backlog = (bytes: number, changes: ObservedRecipe = {}): EvidenceRecipe =>
    pg3({ ...changes, agent: { replayPosition: LEADER_POSITION - bytes, ...changes.agent } });
  findsIn(replayBacklog, [
    { name: 'none', evidence: anEvidence(), found: [] },
    { name: '16 MB', evidence: anEvidence(backlog(16 * MB)), found: [] },
    { name: 'a byte more', evidence: seenTwice(backlog(16 * MB + 1)), found: ['warning pg3'] },
    { name: 'it is done', evidence: seenTwice({}, backlog(99 * MB)), found: [] },
    {
      name: 'it is never promoted',
      evidence: anEvidence(backlog(99 * MB, { key: { tags: { nofailover: true } } })),
      found: [],
    },
    {
      name: 'it is delayed',
      evidence: anEvidence(backlog(99 * MB, { rest: { applyDelay: 60 } })),
      found: [],
    },
    {
      name: 'it is not delayed',
      evidence: anEvidence(backlog(99 * MB, { rest: { applyDelay: 0 } })),
      found: ['warning pg3'],
    },
    {
      name: 'a delay of 0 in the configuration is none',
      evidence: anEvidence({
        ...backlog(99 * MB),
        config: { postgresql: { parameters: { recovery_min_apply_delay: '0s' } } },
      }),
      found: ['warning pg3'],
    },
  ]);

  it('tells for how long a promotion would stay read-only, and that replay is paused', () => {
    expect(
      messagesOf(replayBacklog, anEvidence(backlog(80 * MB, { agent: { replayPaused: true } }))),
    ).toEqual([
      'pg3 has 80 MB to replay: after a promotion it would stay read-only for about 10 s; its replay is paused',
    ]);
  });
});
