import { describe, expect, it } from 'vitest';
import { bestEligible } from '../../../src/cluster/change-leader/best-candidate.js';
import type { CandidateReason, CandidateVerdict } from '../../../src/cluster/change-leader/candidate.js';

const ENDANGERS: CandidateReason = { code: 'not-in-sync-set', severity: 'endangers', sentence: '' };
const WARNS: CandidateReason = { code: 'slow-replay', severity: 'warns', sentence: '' };

function aVerdict(member: string, changes: Partial<CandidateVerdict> = {}): CandidateVerdict {
  return {
    member,
    eligible: true,
    reasons: [],
    receiveLag: 0,
    replayLag: 0,
    lag: 0,
    replaySeconds: 0,
    sync: null,
    divergence: { verdict: 'sound', forkLsn: null, lossBytes: null, lostTimelines: [] },
    agentMs: 3,
    ...changes,
  };
}

describe('bestEligible', () => {
  it.each<{
    name: string;
    first: Partial<CandidateVerdict>;
    second: Partial<CandidateVerdict>;
    best: string | null;
  }>([
    { name: 'the first of equals', first: {}, second: {}, best: 'pg1' },
    { name: 'an eligible one', first: { eligible: false }, second: { lag: 9 }, best: 'pg3' },
    { name: 'nobody', first: { eligible: false }, second: { eligible: false }, best: null },
    {
      name: 'one that endangers nothing',
      first: { reasons: [ENDANGERS], sync: 'quorum' },
      second: { lag: 9 },
      best: 'pg3',
    },
    { name: 'a synchronous one', first: {}, second: { sync: 'sync', lag: 9 }, best: 'pg3' },
    { name: 'one that lacks less', first: { lag: 9 }, second: { lag: 8, replaySeconds: 9 }, best: 'pg3' },
    { name: 'one whose lag is known', first: { lag: null }, second: { lag: 9 }, best: 'pg3' },
    {
      name: 'one that is sooner writable',
      first: { replaySeconds: 9 },
      second: { replaySeconds: 8 },
      best: 'pg3',
    },
    { name: 'one regardless of warnings', first: { reasons: [WARNS] }, second: {}, best: 'pg1' },
  ])('is $name', ({ first, second, best }) => {
    expect(bestEligible([aVerdict('pg1', first), aVerdict('pg3', second)])).toBe(best);
  });
});
