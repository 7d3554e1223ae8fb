import { describe, expect, it } from 'vitest';
import { compareClusters } from '../../../src/operations/config/compare-clusters.js';
import { aCluster } from '../../support/clusters.js';
import { FakeDcs } from '../../support/fakes.js';

const asked = (scope: string) => ({ scope, group: null, command: 'config diff' });

describe('compareClusters', () => {
  it('finds the keys that differ, and shows them as YAML', async () => {
    const dcs = new FakeDcs({
      demo: aCluster({ config: { ttl: 30, pause: 'on', standby_cluster: { password: 'one' } } }),
      staging: aCluster({ config: { ttl: 40, pause: true, standby_cluster: { password: 'two' } } }),
    });
    const report = await compareClusters(dcs, asked('demo'), asked('staging'));
    expect(report).toMatchObject({
      outcome: 'unhealthy',
      code: 'differs',
      left: { scope: 'demo', revision: 40 },
      keys: [
        { key: 'ttl', left: 30, right: 40, sameMeaning: false },
        { key: 'pause', left: 'on', right: true, sameMeaning: true },
        { key: 'standby_cluster.password', left: '***', right: '***', sameMeaning: false },
      ],
    });
    const lines = report.diff.flatMap((hunk) => hunk.lines.map(({ kind, text }) => `${kind} ${text}`));
    expect(lines).toEqual([
      "removed pause: 'on'",
      'added pause: true',
      'same standby_cluster:',
      "same   password: '***'",
      'removed ttl: 30',
      'added ttl: 40',
    ]);
  });

  it('finds nothing, whatever the order of the keys', async () => {
    const dcs = new FakeDcs({
      demo: aCluster({ config: { ttl: 30, loop_wait: 10 } }),
      staging: aCluster({ config: { loop_wait: 10, ttl: 30 } }),
    });
    const report = await compareClusters(dcs, asked('demo'), asked('staging'));
    expect(report).toMatchObject({ outcome: 'done', code: null, keys: [], diff: [] });
  });

  it('warns of a cluster without a configuration', async () => {
    const dcs = new FakeDcs({ demo: aCluster({ config: { ttl: 30 } }), staging: aCluster({ config: null }) });
    expect(await compareClusters(dcs, asked('demo'), asked('staging'))).toMatchObject({
      warnings: [{ code: 'config-missing', subject: 'staging' }],
      right: { revision: null },
      keys: [{ key: 'ttl', left: 30, right: null }],
      diff: [
        {
          lines: [
            { kind: 'removed', text: 'ttl: 30' },
            { kind: 'added', text: '{}' },
          ],
        },
      ],
    });
  });

  it('fails for a cluster that is not there', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    await expect(compareClusters(dcs, asked('demo'), asked('demos'))).rejects.toMatchObject({
      outcome: 'not-found',
    });
  });
});
