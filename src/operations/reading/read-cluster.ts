import { type Cluster, clusterIn } from '../../cluster/model/cluster.js';
import { Failure, type Problem } from '../../errors.js';
import type { ClusterPlace, Dcs, ScopeReading } from '../ports/dcs-ports.js';
import type { TypedWords } from '../typed-words.js';
import { noCluster, unknownGroup, unknownScope } from './unknown-scope.js';

/** Which cluster is meant, and how it was said. */
export interface ClusterRequest {
  readonly scope: string | null;
  /** Citus group: as typed, else the one of the settings. */
  readonly group: number | null;
  /** The command, for hints. */
  readonly command: string;
  /** What stood beside the cluster, if a hint is to repeat it. */
  readonly typed?: TypedWords;
}

export interface ClusterReading {
  readonly scope: string;
  readonly group: number | null;
  readonly cluster: Cluster;
  readonly revision: number;
  readonly consistency: ScopeReading['consistency'];
  readonly warnings: readonly Problem[];
}

/** One cluster, or one group of a Citus cluster. */
export async function readCluster(dcs: Dcs, request: ClusterRequest): Promise<ClusterReading> {
  const { scope } = request;
  if (scope === null) throw noCluster(request);
  const { formation, revision, consistency, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, request);
  const { groups } = formation;
  // A Citus cluster without any hint which group is meant: its coordinator.
  const group = request.group ?? (formation.cluster === null ? 0 : null);
  const cluster = clusterIn(formation, group);
  if (cluster === null) throw unknownGroup(scope, group ?? 0, [...groups.keys()]);
  return { scope, group, cluster, revision, consistency, warnings };
}

/** What etcd holds of a cluster, for somebody who looks again and again: null if it is gone, or etcd silent. */
export async function glanceAtCluster(dcs: Dcs, { scope, group }: ClusterPlace): Promise<Cluster | null> {
  try {
    return clusterIn((await dcs.readScope(scope)).formation, group);
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}
