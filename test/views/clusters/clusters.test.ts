import { describe, expect, it } from 'vitest';
import type { ClusterLine, ClustersReport } from '../../../src/operations/clusters/list-clusters.js';
import { done } from '../../../src/operations/report.js';
import { clustersView } from '../../../src/views/clusters/clusters.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aScreen } from '../../support/reports.js';

const PIPE: Screen = aScreen(Number.POSITIVE_INFINITY, { isTerminal: false });

function line(scope: string, changes: Partial<ClusterLine> = {}): ClusterLine {
  return {
    scope,
    group: null,
    systemIdentifier: '7711056618934199894',
    leader: 'pg1',
    members: 3,
    timeline: 4,
    highestLag: 0,
    pendingRestarts: 0,
    paused: false,
    verdict: 'healthy',
    summary: '1 leader, 2 replicas streaming',
    ...changes,
  };
}

function report(...clusters: readonly ClusterLine[]): ClustersReport {
  return {
    ...done(),
    at: '2026-11-22T18:07:00.000Z',
    namespace: '/service/',
    revision: 48_211,
    consistency: 'linearizable',
    clusters,
  };
}

const SOME = report(
  line('accounts'),
  line('billing', {
    leader: null,
    timeline: 7,
    highestLag: 12 * 1024 ** 2,
    verdict: 'down',
    summary: 'no leader, pg1, pg3 may take over',
  }),
  line('cit', { group: 1, members: 1, highestLag: null, paused: true, pendingRestarts: 1 }),
);

describe('clustersView', () => {
  it('has every column in a pipe, whatever is in them', () => {
    expect(clustersView(SOME, PIPE)).toMatchInlineSnapshot(`
      "CLUSTER   LEADER  MEMBERS  TL    LAG  PAUSED  RESTART  HEALTH
      accounts  pg1           3   4    0 B  -             -  healthy
      billing   -             3   7  12 MB  -             -  down: no leader, pg1, pg3 may take over
      cit/1     pg1           1   4      -  paused        1  healthy
      "
    `);
  });

  it('cuts the reasons to a terminal', () => {
    expect(clustersView(SOME, aScreen(80))).toMatchInlineSnapshot(`
      "CLUSTER   LEADER  MEMBERS  TL    LAG  PAUSED  RESTART  HEALTH
      accounts  pg1           3   4    0 B  -             -  healthy
      billing   -             3   7  12 MB  -             -  down: no leader, pg1, ...
      cit/1     pg1           1   4      -  paused        1  healthy

      3 clusters, as etcd knows them: 1 down, 2 healthy; 1 paused
      "
    `);
    expect(clustersView(SOME, aScreen(60))).toMatchInlineSnapshot(`
      "CLUSTER   LEADER    LAG  PAUSED  HEALTH
      accounts  pg1       0 B  -       healthy
      billing   -       12 MB  -       down: no leader, pg1, pg...
      cit/1     pg1         -  paused  healthy

      3 clusters, as etcd knows them: 1 down, 2 healthy; 1 paused
        too narrow for restart, TL, members (--json has
        everything)
      "
    `);
    for (const columns of [60, 80, 160]) {
      const widest = Math.max(
        ...clustersView(SOME, aScreen(columns))
          .split('\n')
          .map((each) => each.length),
      );
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });

  it('leaves out what nobody has on a terminal', () => {
    expect(clustersView(report(line('a'), line('b')), aScreen(80))).toMatchInlineSnapshot(`
      "CLUSTER  LEADER  MEMBERS  TL  LAG  HEALTH
      a        pg1           3   4  0 B  healthy
      b        pg1           3   4  0 B  healthy

      2 clusters, as etcd knows them: 2 healthy
      "
    `);
  });

  it('shows what a terminal would obey', () => {
    const text = clustersView(
      report(line('a\x1b[2J', { leader: 'p\ng', verdict: 'down', summary: '\x07' })),
      PIPE,
    );
    expect(text).not.toMatch(/[\x1b\x07]/);
    expect(text).toContain('a\\x1b[2J');
    expect(text.split('\n')).toHaveLength(3);
  });

  it('is empty without clusters', () => {
    expect(clustersView(report(), aScreen(80))).toBe('');
  });

  it('draws thousands in no time', () => {
    const many = report(...Array.from({ length: 5000 }, (_, index) => line(`cluster${index}`)));
    const start = performance.now();
    expect(clustersView(many, aScreen(80)).split('\n').length).toBeGreaterThan(5000);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
