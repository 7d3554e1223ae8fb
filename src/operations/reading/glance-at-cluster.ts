import { type Cluster, clusterIn } from '../../cluster/model/cluster.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';

/** What etcd holds of a cluster, for somebody who looks again and again: null if it is gone, or etcd silent. */
export async function glanceAtCluster(dcs: Dcs, { scope, group }: ClusterPlace): Promise<Cluster | null> {
  try {
    return clusterIn((await dcs.readScope(scope)).formation, group);
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}
