import type { DiagnosePorts, DiagnoseRequest } from '../diagnose/diagnose.js';
import type { Fleet, FoundCluster } from '../ports/dcs-ports.js';
import type { ClusterSelection } from '../reading/select-clusters.js';
import { inParallel } from './in-parallel.js';
import { withGroup } from './list-fleet.js';

/** Three members each make about thirty who are asked at the same time. */
const CLUSTERS_AT_ONCE = 10;
const ETCD_MS = 1200;

/** All clusters of the namespace, scope by scope, from one reading of etcd and one look at its health. */
export async function* diagnoseFleet<T>(
  ports: Pick<DiagnosePorts, 'etcdHealth'> & { readonly fleet: Fleet },
  selection: ClusterSelection,
  diagnose: (request: DiagnoseRequest) => Promise<T>,
): AsyncGenerator<T> {
  const etcd = ports.etcdHealth.read(ETCD_MS);
  const work = ({ scope, reading }: FoundCluster): Promise<T> => {
    const settled = Promise.resolve({ kind: 'certain' as const, reading });
    const look = { soonest: Promise.resolve(reading), settled };
    return diagnose({ ...selection, scope, gathered: { look, etcd } });
  };
  yield* inParallel(withGroup(ports.fleet, selection.group), CLUSTERS_AT_ONCE, work);
}
