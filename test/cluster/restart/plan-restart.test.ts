import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { type PlanRequest, planRestart } from '../../../src/cluster/restart/plan-restart.js';
import type { RestartPlan } from '../../../src/cluster/restart/restart-plan.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';
import { evidenceOf, waitsFor } from './some-restart.js';

const ALL = ['pg1', 'pg2', 'pg3'];

/** pg1, the first by name, leads. */
function clusterOf(changes: Readonly<Record<string, Partial<Member>>>, recipe: ClusterRecipe = {}) {
  const members = ALL.map((name) => aMember(name, { ...(name === 'pg1' ? PRIMARY : {}), ...changes[name] }));
  return aCluster({ leader: 'pg1', members, ...recipe });
}

function planned(
  cluster: ReturnType<typeof clusterOf>,
  request: Partial<PlanRequest> = {},
  statuses: Readonly<Record<string, Partial<MemberStatus> | null>> = {},
  parameters: Parameters<typeof evidenceOf>[2] = {},
): RestartPlan {
  return planRestart(cluster, evidenceOf(cluster, statuses, parameters), {
    group: null,
    chosen: ALL,
    rolling: true,
    leader: 'in-place',
    allowsDegraded: false,
    ...request,
  });
}

function lineOf({ steps, refusals }: RestartPlan): string {
  if (refusals.length > 0) return refusals.map(({ code }) => code).join(' ');
  return steps
    .map(({ member, role, action, again }) => {
      const name = `${member}${again ? '+' : ''}`;
      if (role === 'replica') return name;
      return action === 'switchover' ? `${name} by switchover` : `${name} ${role}`;
    })
    .join(', ');
}

const UP = waitsFor('100', '200');
const DOWN = waitsFor('200', '100');
const LOCKS_UP = { parameter: 'max_locks_per_transaction', oldValue: '64', newValue: '128' };
const BOTH = {
  pendingRestart: true,
  pendingRestartReasons: [...DOWN.pendingRestartReasons, LOCKS_UP],
};

describe('the order of a roll', () => {
  it.each<[string, Parameters<typeof planned>, string]>([
    ['replicas first, whatever the names', [clusterOf({})], 'pg2, pg3, pg1 leader'],
    ['by switchover', [clusterOf({}), { leader: 'switchover' }], 'pg2, pg3, pg1 by switchover'],
    ['without the leader', [clusterOf({}), { leader: 'skip' }], 'pg2, pg3'],
    ['only those that are meant', [clusterOf({}), { chosen: ['pg1', 'pg3'] }], 'pg3, pg1 leader'],
    ['what is down first', [clusterOf({}), {}, { pg3: { state: 'start failed' } }], 'pg3, pg2, pg1 leader'],
    ['raised: standbys first', [clusterOf({ pg1: UP, pg2: UP, pg3: UP })], 'pg2, pg3, pg1 leader'],
    ['lowered: the primary first', [clusterOf({ pg1: DOWN, pg2: DOWN, pg3: DOWN })], 'pg1 leader, pg2, pg3'],
    [
      'lowered, and the primary is done already',
      [clusterOf({ pg2: DOWN, pg3: DOWN }), { chosen: ['pg2', 'pg3'] }],
      'pg2, pg3',
    ],
    [
      'one raised, another lowered: standbys twice',
      [clusterOf({ pg1: BOTH, pg2: BOTH, pg3: BOTH })],
      'pg2+, pg3+, pg1 leader, pg2, pg3',
    ],
    [
      'one raised, another lowered, and the standbys have raised theirs',
      [clusterOf({ pg1: BOTH, pg2: DOWN, pg3: DOWN })],
      'pg1 leader, pg2, pg3',
    ],
    [
      'nobody says why: by what runs, which is higher than what is configured',
      [
        clusterOf(
          { pg1: { pendingRestart: true } },
          { config: { postgresql: { parameters: { max_connections: 100 } } } },
        ),
        {},
        {},
        { pg1: { max_connections: 200 }, pg2: { max_connections: 200 }, pg3: { max_connections: 200 } },
      ],
      'pg1 leader, pg2, pg3',
    ],
    [
      'nobody says why, nor can be asked',
      [clusterOf({ pg1: { pendingRestart: true }, pg2: { pendingRestart: true } })],
      'pg2, pg3, pg1 leader',
    ],
    [
      'a standby cluster has its primary elsewhere',
      [clusterOf({ pg1: DOWN, pg2: DOWN }, { config: { standby_cluster: { host: 'there' } } })],
      'pg2, pg3, pg1 standby leader',
    ],
    ['nobody is meant', [clusterOf({}), { chosen: [] }], ''],
  ])('%s', (_, input, expected) => {
    expect(lineOf(planned(...input))).toBe(expected);
  });

  it('says what has decided it', () => {
    expect(planned(clusterOf({ pg1: BOTH, pg2: BOTH }), {}).remarks).toEqual([
      'max_locks_per_transaction 64 → 128: raised, standbys first',
      'max_connections 200 → 100: lowered, the primary first',
    ]);
  });
});

describe('a roll is refused', () => {
  it.each<[string, Parameters<typeof planned>, string]>([
    ['without a leader', [clusterOf({}, { leader: null })], 'no-leader'],
    [
      'lowered by switchover',
      [clusterOf({ pg1: DOWN, pg2: DOWN }), { leader: 'switchover' }],
      'lowered-needs-in-place',
    ],
    [
      'lowered without the leader',
      [clusterOf({ pg1: DOWN, pg2: DOWN }), { leader: 'skip' }],
      'lowered-needs-leader',
    ],
    [
      'lowered on replicas only',
      [clusterOf({ pg1: DOWN, pg2: DOWN }), { chosen: ['pg2'] }],
      'lowered-needs-leader',
    ],
    [
      'raised on the leader, and not on all standbys',
      [clusterOf({ pg1: UP, pg2: UP, pg3: UP }), { chosen: ['pg1', 'pg2'] }],
      'raised-needs-standbys',
    ],
    ['with a silent agent', [clusterOf({}), {}, { pg3: null }], 'agent-unreachable'],
    [
      'while another one is down',
      [clusterOf({}), { chosen: ['pg2'] }, { pg3: { state: 'start failed' } }],
      'member-down',
    ],
    ['while another one is silent', [clusterOf({}), { chosen: ['pg2'] }, { pg3: null }], 'member-down'],
  ])('%s', (_, input, expected) => {
    expect(lineOf(planned(...input))).toBe(expected);
  });

  it('but for the one that is down, if that is allowed', () => {
    const request = { chosen: ['pg2'], allowsDegraded: true };
    expect(lineOf(planned(clusterOf({}), request, { pg3: null }))).toBe('pg2');
  });
});

describe('a plain restart', () => {
  const warningsOf = (...input: Parameters<typeof planned>): string[] => {
    const [cluster, request, ...rest] = input;
    return planned(cluster, { rolling: false, ...request }, ...rest).warnings.map(({ code }) => code);
  };

  it('keeps to replicas first, and warns where settings want another order', () => {
    const lowered = clusterOf({ pg1: DOWN, pg2: DOWN, pg3: DOWN });
    expect(lineOf(planned(lowered, { rolling: false }))).toBe('pg2, pg3, pg1 leader');
    expect(warningsOf(lowered)).toEqual(['lowered-needs-leader']);
    expect(warningsOf(clusterOf({ pg1: UP, pg2: UP }), { chosen: ['pg1'] })).toEqual([
      'raised-needs-standbys',
    ]);
    expect(warningsOf(clusterOf({ pg1: UP, pg2: UP, pg3: UP }))).toEqual([]);
  });
});
