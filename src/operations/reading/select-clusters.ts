import type { Cluster, Formation } from '../../cluster/model/cluster.js';
import { unknownGroup } from './unknown-scope.js';

/** A cluster, or one group of a Citus cluster. */
export interface PlacedCluster {
  /** Null for an ordinary cluster. */
  readonly group: number | null;
  readonly cluster: Cluster;
}

export interface ClusterSelection {
  /** The Citus group that is asked for. */
  readonly group: number | null;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
}

/** Groups count if they are asked for, if the settings say so, or if there is nothing else; the coordinator first. */
export function selectClusters(
  scope: string,
  { cluster, groups }: Formation,
  { group, citus }: ClusterSelection,
): PlacedCluster[] {
  if (group !== null) {
    const found = groups.get(group);
    if (found === undefined) throw unknownGroup(scope, group, [...groups.keys()]);
    return [{ group, cluster: found }];
  }
  if (groups.size > 0 && (citus || cluster === null)) {
    const sorted = [...groups].sort(([a], [b]) => a - b);
    return sorted.map(([number, found]) => ({ group: number, cluster: found }));
  }
  return cluster === null ? [] : [{ group: null, cluster }];
}
