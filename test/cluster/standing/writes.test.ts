import { describe, expect, it } from 'vitest';
import { findAll } from '../../../src/cluster/findings/index.js';
import { describeWrites } from '../../../src/cluster/standing/writes.js';
import { aCluster } from '../../support/clusters.js';
import { anEvidence, type EvidenceRecipe } from '../../support/evidence.js';

const describeIt = (recipe: EvidenceRecipe) => {
  const evidence = anEvidence(recipe);
  return describeWrites(evidence, findAll(evidence));
};

const PROMOTED = { role: 'primary', state: 'running' } as const;
const UNREAD = { kind: 'unread', code: 'dcs-unreachable', message: 'nobody', next: null } as const;
const STALE = {
  kind: 'stale',
  cluster: aCluster(),
  revision: 7,
  code: 'dcs-no-quorum',
  message: 'no quorum',
} as const;

describe('who takes writes', () => {
  it.each<{ name: string; recipe: EvidenceRecipe; state: string; via: readonly string[] }>([
    { name: 'the leader', recipe: {}, state: 'up', via: ['pg2'] },
    {
      name: 'the leader by SQL only',
      recipe: { members: { pg2: { agent: null, facts: {} } } },
      state: 'up',
      via: ['pg2'],
    },
    { name: 'a silent leader', recipe: { members: { pg2: { agent: null } } }, state: 'unknown', via: [] },
    {
      name: 'a leader that is not promoted',
      recipe: { members: { pg2: { agent: { role: 'replica' } } } },
      state: 'down',
      via: [],
    },
    { name: 'nobody', recipe: { leader: null }, state: 'down', via: [] },
    {
      name: 'somebody without the lock',
      recipe: { leader: null, members: { pg1: { agent: PROMOTED } } },
      state: 'unmanaged',
      via: ['pg1'],
    },
    { name: 'two', recipe: { members: { pg1: { agent: PROMOTED } } }, state: 'up', via: ['pg1', 'pg2'] },
    { name: 'the primary, by itself, without a quorum', recipe: { look: STALE }, state: 'up', via: ['pg2'] },
    { name: 'nobody, and etcd is away', recipe: { leader: null, look: UNREAD }, state: 'down', via: [] },
    {
      name: 'nobody knows who, and etcd is away',
      recipe: { look: UNREAD, members: { pg2: { agent: null } } },
      state: 'unknown',
      via: [],
    },
    {
      name: 'the leader of a standby cluster',
      recipe: {
        config: { standby_cluster: { host: 'far' } },
        members: { pg2: { key: { role: 'standby_leader' }, agent: { role: 'standby_leader' } } },
      },
      state: 'standby',
      via: ['pg2'],
    },
  ])('$name: $state', ({ recipe, state, via }) => {
    expect(describeIt(recipe)).toMatchObject({ state, via });
  });
});

describe('since when', () => {
  const at = '2026-11-22T11:00:00+00:00';
  const history = [{ timeline: 3, switchPoint: 1, reason: null, at, newLeader: 'pg2' }];
  const startedAt = '2026-11-22 10:00:00+00';
  const agent = { role: 'primary', state: 'running', startedAt } as const;
  it.each<{ name: string; recipe: EvidenceRecipe; since: unknown }>([
    { name: 'its timeline began', recipe: { changes: { history } }, since: { at, source: 'history' } },
    {
      name: 'the history ends before its timeline',
      recipe: { changes: { history }, members: { pg2: { agent: { ...agent, timeline: 5 } } } },
      since: null,
    },
    {
      name: 'the history has no time',
      recipe: { changes: { history: history.map((entry) => ({ ...entry, at: null })) } },
      since: null,
    },
    {
      name: 'nobody else has ever led: at least since its server runs',
      recipe: { members: { pg2: { agent: { ...agent, timeline: 1 } } } },
      since: { at: startedAt, source: 'server-start' },
    },
    {
      name: 'a later timeline without a history tells nothing',
      recipe: { members: { pg2: { agent: { ...agent, timeline: 4 } } } },
      since: null,
    },
  ])('$name', ({ recipe, since }) => {
    expect(describeIt(recipe).since).toEqual(since);
  });
});
