import { describe, expect, it } from 'vitest';
import type { ChangeKind } from '../../../src/cluster/change-leader/change-request.js';
import { expectedWinner } from '../../../src/cluster/change-leader/expected-winner.js';
import { judgeCandidates } from '../../../src/cluster/change-leader/judge-candidate.js';
import { END, type EvidenceRecipe, MB, someEvidence } from './some-evidence.js';

const ARCHIVE = (behind: number) => ({
  replicationState: 'in archive recovery',
  receivePosition: END - behind,
  replayPosition: END - behind,
});

describe('expectedWinner', () => {
  it.each<{
    name: string;
    recipe?: EvidenceRecipe;
    kind?: ChangeKind;
    candidate?: string;
    winner: string | null;
    why: string | null;
  }>([
    { name: 'a named one', candidate: 'pg3', winner: 'pg3', why: 'pg3 is named, and nothing keeps it out' },
    {
      name: 'a named one that is kept out',
      candidate: 'pg3',
      recipe: { agents: { pg3: null } },
      winner: null,
      why: null,
    },
    { name: 'a failover without a name', kind: 'failover', winner: null, why: null },
    { name: 'equals', winner: null, why: 'pg1 or pg3: both have everything' },
    {
      name: 'three equals',
      recipe: { names: ['pg1', 'pg2', 'pg3', 'pg4'] },
      winner: null,
      why: 'pg1, pg3 or pg4: all have everything',
    },
    {
      name: 'streamers at different places, for whom the leader waits',
      recipe: { agents: { pg3: { receivePosition: END - 4096, replayPosition: END - 4096 } } },
      winner: null,
      why: 'pg1 or pg3: both will have everything once pg2 has stopped',
    },
    {
      name: 'a higher failover_priority',
      recipe: { members: { pg3: { tags: { failover_priority: 2 } } } },
      winner: 'pg3',
      why: 'pg3 has the highest failover_priority (2) of those who are furthest',
    },
    {
      name: 'a higher failover_priority that is not eligible',
      recipe: { members: { pg3: { tags: { failover_priority: 2 } } }, agents: { pg3: null } },
      winner: 'pg1',
      why: 'pg1 is the only eligible candidate',
    },
    {
      name: 'nobody eligible',
      recipe: { agents: { pg1: null, pg3: null } },
      winner: null,
      why: null,
    },
    {
      name: 'the one that streams, whatever the priority',
      recipe: { members: { pg3: { tags: { failover_priority: 9 } } }, agents: { pg3: ARCHIVE(0) } },
      winner: 'pg1',
      why: 'only pg1 streams',
    },
    {
      name: 'one too old to say that it streams, and one that streams',
      recipe: { agents: { pg1: { replicationState: null, patroniVersion: '3.0.2' } } },
      winner: null,
      why: 'pg1 or pg3: both have everything',
    },
    {
      name: 'the furthest of those that do not stream',
      recipe: { agents: { pg1: ARCHIVE(MB), pg3: ARCHIVE(MB / 2) } },
      winner: 'pg3',
      why: 'pg3 has received the most',
    },
    {
      name: 'equals that do not stream',
      recipe: { agents: { pg1: ARCHIVE(MB), pg3: ARCHIVE(MB) } },
      winner: null,
      why: 'pg1 or pg3: both are equally far',
    },
    {
      name: 'the sync set',
      recipe: {
        config: { synchronous_mode: true },
        changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } },
      },
      winner: 'pg3',
      why: 'pg3 is the only eligible candidate',
    },
    {
      name: 'a quorum that is not met',
      recipe: {
        config: { synchronous_mode: 'quorum' },
        changes: { sync: { leader: 'pg2', standbys: ['pg1', 'pg3'], quorum: 1 } },
        agents: { pg3: null },
      },
      winner: null,
      why: null,
    },
  ])('says $winner for $name', ({ recipe, kind = 'switchover', candidate = null, winner, why }) => {
    const evidence = someEvidence(recipe);
    const request = { kind, candidate };
    const verdicts = judgeCandidates(request, evidence);
    expect(expectedWinner(request, evidence, verdicts)).toEqual({ winner, why });
  });
});
