import { describe, expect, it } from 'vitest';
import { judgedMember } from '../../../src/cluster/change-leader/judged-member.js';
import { estimateReplay, replayReasons } from '../../../src/cluster/change-leader/replay-estimate.js';
import { END, type EvidenceRecipe, MB, someEvidence } from './some-evidence.js';

function judged(recipe: EvidenceRecipe) {
  const evidence = someEvidence(recipe);
  const candidate = evidence.members.find(({ member }) => member.name === 'pg1');
  if (candidate === undefined) throw new Error('pg1 is missing');
  return judgedMember('failover', evidence, candidate);
}

describe('estimateReplay', () => {
  it.each<{ name: string; recipe: EvidenceRecipe; estimate: { bytes: number; seconds: number } | null }>([
    { name: 'nothing', recipe: {}, estimate: { bytes: 0, seconds: 0 } },
    {
      name: 'what is received',
      recipe: { agents: { pg1: { replayPosition: END - 142 * MB } } },
      estimate: { bytes: 142 * MB, seconds: 17.8 },
    },
    {
      name: 'what the leader has written and will send',
      recipe: { agents: { pg1: { receivePosition: END - 8 * MB, replayPosition: END - 16 * MB } } },
      estimate: { bytes: 16 * MB, seconds: 2 },
    },
    {
      name: 'what is received only, if no leader sends more',
      recipe: {
        leader: null,
        names: ['pg1'],
        agents: { pg1: { receivePosition: END - 8 * MB, replayPosition: END - 16 * MB } },
      },
      estimate: { bytes: 8 * MB, seconds: 1 },
    },
    {
      name: 'what the DCS says of a silent member',
      recipe: {
        members: { pg1: { receivePosition: END, replayPosition: END - 8 * MB } },
        agents: { pg1: null },
      },
      estimate: { bytes: 8 * MB, seconds: 1 },
    },
    {
      name: 'nobody knows what',
      recipe: { agents: { pg1: { receivePosition: null, replayPosition: null } } },
      estimate: null,
    },
  ])('counts $name', ({ recipe, estimate }) => {
    expect(estimateReplay(judged(recipe))).toEqual(estimate);
  });
});

describe('replayReasons', () => {
  it.each([
    { name: 'less than 2 s', bytes: 15 * MB, codes: [] },
    { name: '2 s', bytes: 16 * MB, codes: ['slow-replay'] },
  ])('for $name says $codes', ({ bytes, codes }) => {
    const reasons = replayReasons(judged({ agents: { pg1: { replayPosition: END - bytes } } }));
    expect(reasons.map(({ code }) => code)).toEqual(codes);
  });

  it('tells a paused replay apart from its backlog', () => {
    const recipe = { agents: { pg1: { replayPosition: END - 100 * MB, replayPaused: true } } };
    expect(replayReasons(judged(recipe)).map(({ code }) => code)).toEqual(['slow-replay', 'replay-paused']);
  });
});
