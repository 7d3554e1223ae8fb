import { replicationTree } from '../../cluster/model/topology.js';
import type { Problem } from '../../errors.js';
import type { Report } from '../report.js';
import type { ClusterReport, ListPorts, ListReport, MemberReport } from './list-members.js';
import { type WatchRequest, watchMembers } from './watch-members.js';

export interface TopologyReport extends Report {
  readonly at: string;
  /** As in `list`, the members in the order of the tree; null if etcd could not be read. */
  readonly clusters: readonly TreeReport[] | null;
}

interface TreeReport extends ClusterReport {
  readonly members: readonly TreeMemberReport[];
}

export interface TreeMemberReport extends MemberReport {
  readonly parent: string | null;
  /** 0 for the leader; null for members that refer to each other in a circle. */
  readonly depth: number | null;
}

/** Lists the members as the tree in which they replicate, once or again and again. */
export async function* watchTopology(
  ports: ListPorts,
  request: WatchRequest,
): AsyncGenerator<TopologyReport> {
  for await (const report of watchMembers(ports, request)) yield arrange(report);
}

function arrange(report: ListReport): TopologyReport {
  const clusters = report.clusters?.map(arrangeCluster) ?? null;
  return { ...report, clusters, warnings: [...report.warnings, ...(clusters ?? []).flatMap(warnOfCircle)] };
}

function arrangeCluster(cluster: ClusterReport): TreeReport {
  const places = replicationTree(
    cluster.members.map(({ name, role, tags }) => ({
      name,
      leads: role === 'leader' || role === 'standby_leader',
      replicatesFrom: typeof tags?.replicatefrom === 'string' ? tags.replicatefrom : null,
    })),
  );
  const members = places.flatMap(({ name, parent, depth }) => {
    const member = cluster.members.find((each) => each.name === name);
    return member === undefined ? [] : [{ ...member, parent, depth }];
  });
  return { ...cluster, members };
}

function warnOfCircle({ scope, members }: TreeReport): Problem[] {
  const names = members.filter(({ depth }) => depth === null).map(({ name }) => name);
  if (names.length === 0) return [];
  const message = `${names.join(', ')}: their tags replicatefrom refer to each other, so they have no place in the tree`;
  return [{ code: 'replicatefrom-circle', message, subject: scope, next: null }];
}
