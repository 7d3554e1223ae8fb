import { expect, it } from 'vitest';
import type { Repair } from '../../src/cluster/doctor/repair.js';
import type { Finding } from '../../src/cluster/evidence/finding.js';
import { eventually } from '../support/eventually.js';
import { ownCluster } from '../support/own-cluster.js';
import { runCtl } from '../support/run-ctl.js';

interface Told {
  readonly verdict: string;
  readonly findings: readonly Finding[];
  readonly repairs: readonly Repair[];
}

// A former leader that wrote on without the lock: what doctor proposes, typed as it stands, brings it back.
it('what doctor proposes for a diverged member brings it back', async () => {
  const cluster = await ownCluster('doctor', { members: 2, etcd: 1 });
  try {
    await cluster.untilWhole();
    const settings = ['-c', cluster.sandbox.settings];
    const ctl = async (...args: readonly string[]) => runCtl([...settings, ...args]);
    const doctor = async (): Promise<Told> => JSON.parse((await ctl('doctor', '--json')).stdout);
    await cluster.patchConfig({ postgresql: { use_pg_rewind: false } });
    const former = await cluster.leader();
    await cluster.freezeAgent(former);
    await eventually('another leader', async () => (await cluster.leader()) !== former, 60_000);
    await cluster.sql(former, 'CREATE TABLE lost AS SELECT generate_series(1, 1000)');
    await cluster.thawAgent(former);

    let repair: Repair | undefined;
    await eventually(
      'a member that has diverged',
      async () => {
        const { repairs } = await doctor();
        repair = repairs.find(({ member }) => member === former);
        return repair?.standing === 'diverged';
      },
      60_000,
    );
    expect(repair).toMatchObject({ finding: 'timeline-behind', walOnLeader: true, rewind: 'not-enabled' });
    const start = performance.now();
    const status = await ctl('status', '--json');
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(status.stdout).toContain('"code": "timeline-behind"');
    const commands = (repair?.steps ?? []).flatMap(({ command }) =>
      command?.startsWith('ctl ') ? [command.split(' ').slice(1)] : [],
    );
    const [enable = [], restart = [], wait = []] = commands;
    expect((await ctl(...enable, '--force')).exit).toBe(0);
    await ctl(...restart, '--force');
    expect((await ctl(...wait, '--timeout', '60s')).exit).toBe(0);
    await eventually('health', async () => (await doctor()).verdict === 'healthy', 30_000);
  } finally {
    await cluster.destroy();
  }
}, 240_000);
