import { EtcdServer } from '../test/support/etcd-server.js';
import { seedFleet } from '../test/support/seeded-fleet.js';
import { ctl } from './programs.js';
import { type Usage, usageOf } from './usage.js';

const SIZES = [1, 10, 100, 1000, 3000];
const RUNS = 3;

export interface FleetFigures {
  readonly clusters: number;
  /** The quickest of some runs. */
  readonly usage: Usage;
}

/** `list --all --json` over fleets of clusters of three members, in an etcd of their own. */
export async function measureFleets(): Promise<readonly FleetFigures[]> {
  const figures: FleetFigures[] = [];
  for (const clusters of SIZES) {
    const etcd = await EtcdServer.start();
    try {
      await seedFleet(etcd, clusters);
      const program = ctl(['-d', etcd.address, 'list', '--all', '--json']);
      const runs = Array.from({ length: RUNS }, () => usageOf(program));
      const [usage] = runs.sort((a, b) => a.wallMs - b.wallMs);
      if (usage !== undefined) figures.push({ clusters, usage });
    } finally {
      await etcd.stop();
    }
  }
  return figures;
}
