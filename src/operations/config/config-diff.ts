import { isValueMap, type ValueMap } from '../../cluster/model/value.js';
import { parseExactJson } from '../../formats/json.js';
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

/** The stored text as a document; null if it is none, which Patroni takes for no configuration. */
export function documentOf(text: string): ValueMap | null {
  const value = parseExactJson(text);
  return isValueMap(value) ? value : null;
}
