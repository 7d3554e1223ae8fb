import type { TopologyReport, TreeMemberReport } from '../../operations/listing/watch-topology.js';
import type { Screen } from '../parts/screen.js';
import { listView } from './list.js';
import type { DrawnCluster, DrawnMember } from './member-cells.js';

/** The tree as patronictl 4.1 draws it, `+ name` indented by depth; the same signs in the table for people. */
export function topologyView(report: TopologyReport, screen: Screen, group: number | null): string {
  const clusters = report.clusters?.map((cluster): DrawnCluster => {
    return { ...cluster, members: cluster.members.map(withBranch) };
  });
  const options = { format: undefined, extended: false, timestamp: false, group, tree: true };
  return listView({ ...report, clusters: clusters ?? null }, screen, options);
}

/** patronictl leaves out members that refer to each other in a circle. */
function withBranch(member: TreeMemberReport): DrawnMember {
  const { depth } = member;
  if (depth === null) return { ...member, branch: '? ', hidden: true };
  return depth === 0 ? member : { ...member, branch: `${'  '.repeat(depth - 1)}+ ` };
}
