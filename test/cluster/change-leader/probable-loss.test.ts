import { describe, expect, it } from 'vitest';
import type { CandidateVerdict } from '../../../src/cluster/change-leader/candidate.js';
import {
  describeProbableLoss,
  type EndedChange,
  isInHistory,
} from '../../../src/cluster/change-leader/probable-loss.js';
import { aCluster } from '../../support/clusters.js';

const MB = 1_048_576;
const sampledAt = (position: number | null) =>
  aCluster({
    config: { loop_wait: 7 },
    changes: { status: { position, slots: new Map(), retainSlots: [] } },
  });
const wentOnFrom = (switchPoint: number) =>
  aCluster({
    leader: 'pg1',
    changes: { history: [{ timeline: 4, switchPoint, reason: null, at: null, newLeader: 'pg1' }] },
  });
const aVerdict = (divergence: CandidateVerdict['divergence']): CandidateVerdict => ({
  member: 'pg1',
  eligible: true,
  reasons: [],
  receiveLag: null,
  replayLag: null,
  lag: null,
  replaySeconds: null,
  sync: null,
  divergence,
  agentMs: null,
});

function told(changes: Partial<EndedChange>): string | null {
  return describeProbableLoss({
    from: 'pg2',
    leader: 'pg1',
    timeline: 4,
    before: sampledAt(10 * MB),
    told: null,
    after: wentOnFrom(8 * MB),
    verdict: null,
    ...changes,
  });
}

describe('what a change of leader has probably lost', () => {
  it('is what the sample shows beyond the point from which the new leader went on', () => {
    expect(told({})).toBe(
      'pg2 had written 0/A00000 when it was last seen (a sample, up to 7 s older than its end), and pg1 went on from 0/800000: ' +
        'at least 2 MB of it are probably lost; what was written after that is not known',
    );
  });

  it.each<[string, Partial<EndedChange>, string]>([
    [
      'what the leader said by itself is newer',
      { told: 12 * MB },
      'had written 0/C00000 when it was last seen, and',
    ],
    ['its answer may be older than the sample', { told: 9 * MB }, 'had written 0/A00000'],
    ['nobody led before', { from: null }, 'the last leader had written'],
    [
      'one that had diverged left earlier',
      {
        verdict: aVerdict({
          verdict: 'diverged',
          forkLsn: '0/500000',
          lossBytes: 5 * MB,
          lostTimelines: [4],
        }),
      },
      'pg1 had left that line at 0/500000: at least 5 MB',
    ],
    ['a position beyond 32 bits', { before: sampledAt(2 ** 32 + 10 * MB) }, 'had written 1/A00000'],
  ])('%s', (_, changes, text) => {
    expect(told(changes)).toContain(text);
  });

  it.each<[string, Partial<EndedChange>]>([
    ['the new leader had all of it', { after: wentOnFrom(10 * MB) }],
    ['nobody had sampled', { before: sampledAt(null) }],
    ['the history does not tell of it', { timeline: 5 }],
    ['the timeline is unknown', { timeline: null }],
  ])('is not told where %s', (_, changes) => {
    expect(told(changes)).toBeNull();
  });
});

it.each([
  [4, true],
  [3, true],
  [5, false],
  [null, true],
])('the history tells of timeline %s: %s', (timeline, isTold) => {
  expect(isInHistory(wentOnFrom(1), timeline)).toBe(isTold);
});
