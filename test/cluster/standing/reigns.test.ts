import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../../src/cluster/model/cluster.js';
import { isReigning, reignsOf } from '../../../src/cluster/standing/reigns.js';
import { aCluster } from '../../support/clusters.js';

function change(
  timeline: number,
  newLeader: string | null,
  at: string | null = `2026-11-2${timeline}T10:00:00+00:00`,
): HistoryEntry {
  return { timeline, switchPoint: timeline * 100, reason: null, at, newLeader };
}

describe('reignsOf', () => {
  it('tells who came after whom, and until when', () => {
    expect(reignsOf([change(1, 'pg1'), change(2, 'pg2')])).toMatchObject([
      { timeline: 1, newTimeline: 2, from: null, to: 'pg1', until: '2026-11-22T10:00:00+00:00' },
      { timeline: 2, newTimeline: 3, from: 'pg1', to: 'pg2', until: null },
    ]);
  });

  it('leaves unknown what Patroni did not witness', () => {
    const [first, second] = reignsOf([change(1, 'pg1'), change(2, null, null), change(3, 'pg3')]);
    expect(first).toMatchObject({ until: null });
    expect(second).toMatchObject({ from: 'pg1', to: null, at: null });
  });

  it('takes the next timeline from the next change, for one may be missing', () => {
    expect(reignsOf([change(1, 'pg1'), change(3, 'pg2')])[0]?.newTimeline).toBe(3);
  });
});

describe('isReigning', () => {
  const history = [change(2, 'pg1'), change(3, 'pg2')];
  const [old, last] = reignsOf(history);

  it.each([
    { name: 'the last change, its leader leads on its timeline', leader: 'pg2', reign: last, expected: true },
    { name: 'an earlier change', leader: 'pg2', reign: old, expected: false },
    { name: 'another leader', leader: 'pg1', reign: last, expected: false },
    { name: 'no leader', leader: null, reign: last, expected: false },
  ])('$name', ({ leader, reign, expected }) => {
    if (reign === undefined) throw new Error('no reign');
    expect(isReigning(reign, aCluster({ leader, changes: { history } }))).toBe(expected);
  });
});
