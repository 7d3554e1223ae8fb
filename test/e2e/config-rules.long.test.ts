import { describe, expect, it } from 'vitest';
import type { ValueMap } from '../../src/cluster/model/value.js';
import { CONFIG_RECORDINGS, type RecordedMember } from '../support/config-recordings.js';
import { ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { EXPERIMENTS } from '../support/recordings-config/experiments.js';
import { perform } from '../support/recordings-config/perform.js';

// The recordings of what Patroni makes of changes, made anew: twenty minutes for each version.

/** What an experiment showed, without what depends on the moment. */
function shown(members: readonly Pick<RecordedMember, 'name' | 'after'>[]): unknown {
  return members.map(({ name, after }) => [
    name,
    Object.entries(after.settings).map(([key, [setting, , , , pending]]) => [key, setting, pending]),
  ]);
}

describe.each([
  ['3.0', async () => ({})],
  ['4.0', async () => ({ patroni: (await packagedPatroni('trixie')).patroni })],
  ['4.1', async () => ({ patroni: (await packagedPatroni('sid')).patroni })],
])('Patroni %s', (series, options) => {
  it('makes of each change what was recorded', async () => {
    const recording = CONFIG_RECORDINGS.find(({ patroni }) => patroni.startsWith(`${series}.`));
    if (recording === undefined) throw new Error(`no recording of ${series}`);
    const cluster = await ownCluster('rules', { members: 2, etcd: 1, ...(await options()) });
    try {
      await cluster.untilWhole();
      const base: ValueMap = JSON.parse((await cluster.keys('config')).config ?? '{}');
      for (const experiment of EXPERIMENTS) {
        const recorded = recording.experiments.find(({ name }) => name === experiment.name);
        if (recorded === undefined) throw new Error(`no recording of ${experiment.name}`);
        const { members } = await perform(cluster, base, experiment);
        expect([experiment.name, shown(members)]).toEqual([experiment.name, shown(recorded.members)]);
      }
    } finally {
      await cluster.destroy();
    }
  });
});
