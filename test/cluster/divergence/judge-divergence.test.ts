import { describe, expect, it } from 'vitest';
import { describeLoss, tellDivergence } from '../../../src/cluster/divergence/describe-divergence.js';
import { divergenceByKeys, judgeDivergence } from '../../../src/cluster/divergence/judge-divergence.js';
import type { TimelineHistory } from '../../../src/cluster/evidence/server-facts.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { someFacts } from '../../support/evidence.js';
import { aStatus } from '../../support/statuses.js';

/** The cluster came along 3 and 4, and is on 5; 6 MB have been written since then. */
const END_OF_3 = 0x3000000;
const END_OF_4 = 0x4000000;
const NOW = 0x4600000;
const HISTORY = [ended(3, END_OF_3), ended(4, END_OF_4)];

function ended(timeline: number, switchPoint: number): Cluster['history'][number] {
  return { timeline, switchPoint, reason: null, at: null, newLeader: null };
}

function at(position: number | null) {
  return { receivePosition: position, replayPosition: position };
}

interface Recipe {
  readonly history?: Cluster['history'];
  readonly leader?: string | null;
  /** How the key of pg3 differs from that of a member that streams. */
  readonly key?: Partial<Member>;
  /** What its agent says; null if it is silent. */
  readonly agent?: Partial<MemberStatus> | null;
  readonly leaderKey?: Partial<Member>;
  readonly leaderAgent?: Partial<MemberStatus> | null;
  readonly own?: TimelineHistory;
}

function judge(recipe: Recipe) {
  const { history = HISTORY, leader = 'pg2', key = {}, agent = {}, own } = recipe;
  const leading = aMember('pg2', { ...PRIMARY, timeline: 5, position: NOW, ...recipe.leaderKey });
  const streaming = aMember('pg3', { timeline: 5, position: NOW, ...at(NOW), ...key });
  const status = { position: NOW, slots: new Map(), retainSlots: [] };
  const members = [leading, streaming];
  const cluster = aCluster({ leader, members, changes: { history, status } });
  const words = { role: 'primary', timeline: 5, position: NOW, ...at(null), ...recipe.leaderAgent };
  const leaderStatus = recipe.leaderAgent === null ? null : aStatus('pg2', words);
  const ownStatus = agent === null ? null : aStatus('pg3', { timeline: 5, ...at(NOW), ...agent });
  const facts = own === undefined ? null : someFacts({ timelineHistory: own });
  return judgeDivergence(
    cluster,
    { member: streaming, status: ownStatus, facts },
    leader === null ? null : { member: leading, status: leaderStatus, facts: null },
  );
}

/** On this timeline, by its key and by its agent, and cut off. */
function on(timeline: number, position: number | null): Recipe {
  const replicationState = null;
  return {
    key: { timeline, position, ...at(position), replicationState },
    agent: { timeline, ...at(position), replicationState },
  };
}

const ROWS: readonly {
  name: string;
  recipe: Recipe;
  verdict: string;
  loss?: string;
  bytes?: number | null;
}[] = [
  { name: 'the timeline of the leader', recipe: {}, verdict: 'sound' },
  { name: 'behind on it', recipe: on(5, END_OF_4 + 1), verdict: 'sound' },
  { name: 'before the end of an older one', recipe: on(4, END_OF_4 - 1), verdict: 'timeline-behind' },
  { name: 'just at its end', recipe: on(4, END_OF_4), verdict: 'timeline-behind' },
  {
    name: 'a byte past its end',
    recipe: on(4, END_OF_4 + 1),
    verdict: 'diverged',
    loss: 'all of timeline 5 would be lost',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'past the end of one that ended longer ago, though behind the leader in bytes',
    recipe: on(3, END_OF_3 + 1),
    verdict: 'diverged',
    loss: 'all of timelines 4 and 5 would be lost',
    bytes: NOW - END_OF_3,
  },
  {
    name: 'replayed past it, received up to it, as one that streams the rest again and again',
    recipe: { ...on(4, END_OF_4), agent: { timeline: 4, receivePosition: END_OF_4, replayPosition: NOW } },
    verdict: 'diverged',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'still fed from where the old primary writes',
    recipe: {
      key: { timeline: 4, position: NOW, replicationState: 'streaming' },
      agent: { timeline: 4, receivePosition: NOW, replayPosition: END_OF_4, replicationState: 'streaming' },
    },
    verdict: 'diverged',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'received past it, replayed up to it, and nobody tells of which timeline',
    recipe: {
      ...on(4, END_OF_4),
      agent: { timeline: 4, receivePosition: NOW, replayPosition: END_OF_4, replicationState: null },
    },
    verdict: 'divergence-unknown',
    loss: 'how much would be lost is unknown',
  },
  {
    name: 'a replay that is delayed, while its key tells that it receives the timeline of the leader',
    recipe: { agent: { timeline: 4, receivePosition: NOW, replayPosition: END_OF_4 - 9 } },
    verdict: 'timeline-behind',
  },
  {
    name: 'the same, while its key is old and the leader feeds it',
    recipe: {
      key: { timeline: 4, position: END_OF_4 },
      agent: { timeline: 4, receivePosition: NOW, replayPosition: END_OF_4 - 9 },
      leaderAgent: { replication: [{ name: 'pg3', state: 'streaming', syncState: 'async' }] },
    },
    verdict: 'timeline-behind',
  },
  {
    name: 'Patroni 3.0.2, whose key tells one position and nobody whether it streams',
    recipe: {
      key: { ...on(4, NOW).key, ...at(null), patroniVersion: '3.0.2' },
      agent: { ...on(4, END_OF_4).agent, receivePosition: NOW, patroniVersion: '3.0.2' },
    },
    verdict: 'diverged',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'a running primary that was left behind',
    recipe: {
      key: { timeline: 4, role: 'primary' },
      agent: { role: 'primary', timeline: 4, position: NOW, ...at(null) },
    },
    verdict: 'diverged',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'a timeline newer than that of the leader',
    recipe: on(6, NOW),
    verdict: 'diverged',
    loss: 'how much would be lost is unknown',
    bytes: null,
  },
  {
    name: 'the same, and PostgreSQL tells where it comes from',
    recipe: {
      ...on(6, NOW),
      own: { timeline: 6, ended: [...HISTORY, { timeline: 5, switchPoint: 0x4200000 }] },
    },
    verdict: 'diverged',
    loss: 'everything after 0/4200000 would be lost',
    bytes: NOW - 0x4200000,
  },
  {
    name: 'the number of the leader, begun at another place',
    recipe: { own: { timeline: 5, ended: [ended(3, END_OF_3), { timeline: 4, switchPoint: 0x3f00000 }] } },
    verdict: 'diverged',
    loss: 'all of timeline 5 would be lost',
    bytes: NOW - 0x3f00000,
  },
  {
    name: 'the number of the leader, begun at the same place',
    recipe: { own: { timeline: 5, ended: HISTORY } },
    verdict: 'sound',
  },
  {
    name: 'the number of the leader, at a place where that had not begun',
    recipe: on(5, END_OF_4 - 1),
    verdict: 'diverged',
    loss: 'all of timeline 5 would be lost',
  },
  {
    name: 'a timeline that the cluster has passed by',
    recipe: {
      ...on(4, END_OF_3),
      history: [ended(3, END_OF_3), ended(5, END_OF_4)],
      leaderAgent: { timeline: 6 },
    },
    verdict: 'diverged',
    loss: 'all of timelines 5 and 6 would be lost',
    bytes: NOW - END_OF_3,
  },
  {
    name: 'a history that is cut off',
    recipe: { ...on(3, 1), history: [ended(4, END_OF_4)] },
    verdict: 'divergence-unknown',
  },
  {
    name: 'a history that is not yet written',
    recipe: { ...on(4, END_OF_3 + 1), history: [ended(3, END_OF_3)] },
    verdict: 'divergence-unknown',
  },
  { name: 'no history', recipe: { ...on(4, 1), history: [] }, verdict: 'divergence-unknown' },
  { name: 'no position', recipe: on(4, null), verdict: 'divergence-unknown' },
  {
    name: 'no timeline',
    recipe: { key: { timeline: null }, agent: { timeline: null } },
    verdict: 'divergence-unknown',
  },
  {
    name: 'a silent agent, judged by its key',
    recipe: { ...on(4, NOW), agent: null },
    verdict: 'diverged',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'a leader that is not yet promoted, whom somebody else is ahead of',
    recipe: { ...on(6, NOW), leaderKey: { role: 'replica' }, leaderAgent: { role: 'replica' } },
    verdict: 'sound',
  },
  {
    name: 'a leader whose agent is ahead of its key',
    recipe: { leaderKey: { timeline: 4 } },
    verdict: 'sound',
  },
  { name: 'nobody leads: the timeline that follows the history', recipe: { leader: null }, verdict: 'sound' },
  {
    name: 'nobody leads: behind it',
    recipe: { ...on(4, END_OF_4), leader: null },
    verdict: 'timeline-behind',
  },
  {
    name: 'nobody leads: past the end of it',
    recipe: { ...on(4, END_OF_4 + 1), leader: null },
    verdict: 'diverged',
    loss: 'all of timeline 5 would be lost',
    bytes: NOW - END_OF_4,
  },
  {
    name: 'nobody leads: a newer one',
    recipe: { ...on(6, NOW), leader: null },
    verdict: 'diverged',
    bytes: null,
  },
  {
    name: 'nobody leads and no history: the highest counts',
    recipe: { leader: null, history: [] },
    verdict: 'sound',
  },
];

describe('judgeDivergence', () => {
  it.each(ROWS)('$name: $verdict', ({ recipe, verdict, loss, bytes }) => {
    const divergence = judge(recipe);
    expect(divergence.verdict, divergence.seen).toBe(verdict);
    if (loss !== undefined) expect(describeLoss(tellDivergence(divergence))).toBe(loss);
    if (bytes !== undefined) expect(divergence.lossBytes).toBe(bytes);
    if (verdict !== 'diverged') expect(divergence.lossBytes).toBeNull();
  });

  it('says where the two parted, in words that follow a name', () => {
    expect(judge(on(4, END_OF_4 + 0x10)).seen).toBe(
      'is at 0/4000010 of timeline 4, which the cluster left at 0/4000000',
    );
    expect(tellDivergence(judge(on(4, NOW)))).toEqual({
      verdict: 'diverged',
      forkLsn: '0/4000000',
      lossBytes: NOW - END_OF_4,
      lostTimelines: [5],
    });
  });

  it('never judges the one that leads', () => {
    const members = [aMember('pg2', { ...PRIMARY, timeline: 4 }), aMember('pg3', { timeline: 5 })];
    const cluster = aCluster({ members, changes: { history: HISTORY } });
    expect(members.map((member) => divergenceByKeys(cluster, member).verdict)).toEqual(['sound', 'diverged']);
  });
});
