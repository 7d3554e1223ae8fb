import type { ClusterRequest } from '../reading/read-cluster.js';
import { type ClustersDiffReport, compareClusters } from './compare-clusters.js';
import { compareMembers, type MembersDiffReport } from './compare-members.js';
import type { ExplainPorts } from './explain-setting.js';

/** Two clusters, or the members of one. */
export type ConfigDiffRequest =
  | { readonly kind: 'members'; readonly cluster: ClusterRequest }
  | { readonly kind: 'clusters'; readonly left: ClusterRequest; readonly right: ClusterRequest };

/** The report of the one that was asked for, with the keys of the other as null. */
export async function diffConfigs(
  ports: ExplainPorts,
  request: ConfigDiffRequest,
): Promise<MembersDiffReport | ClustersDiffReport> {
  return request.kind === 'members'
    ? compareMembers(ports, request.cluster)
    : compareClusters(ports.dcs, request.left, request.right);
}
