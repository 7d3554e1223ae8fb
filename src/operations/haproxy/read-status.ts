import type { BalancerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { displayedRole } from '../../cluster/model/role.js';
import type { Problem } from '../../errors.js';
import { done } from '../report.js';
import type { BalancerReport, BalancerServerReport, HaproxyStatusReport } from './haproxy-report.js';
import { lookProblem } from './look-at-balancers.js';
import {
  type ObservedBalancers,
  type ObservePorts,
  type ObserveRequest,
  observeBalancers,
} from './observe-balancers.js';

/** Where each HAProxy sends connections, beside the roles by etcd and by the agents. */
export async function readHaproxyStatus(
  ports: ObservePorts,
  request: ObserveRequest,
): Promise<HaproxyStatusReport> {
  const observed = await observeBalancers(ports, request);
  const { scope, group, at, cluster, balancers, warnings } = observed;
  const reports = balancers.map((each) => describeBalancer(each, observed));
  const silent = reports.flatMap(({ problem }) => problem ?? []);
  return {
    ...(silent.length < reports.length ? done() : unreachable(silent)),
    warnings: [...warnings, ...(silent.length < reports.length ? silent : [])],
    scope,
    group,
    at,
    leader: cluster?.leader?.name ?? null,
    balancers: reports,
  };
}

function unreachable(errors: readonly Problem[]) {
  return { outcome: 'unreachable', code: 'haproxy-unreachable', errors } as const;
}

function describeBalancer(balancer: BalancerEvidence, observed: ObservedBalancers): BalancerReport {
  const { address, version, servers } = balancer;
  const known = servers.ok ? servers.value : [];
  return {
    address,
    version,
    problem: lookProblem(servers, address),
    servers: known.map(({ check: _, ...server }): BalancerServerReport => {
      const status = server.member === null ? undefined : observed.statuses.get(server.member);
      return {
        ...server,
        dcsRole: roleOf(observed.cluster, server.member),
        agentRole: status?.role ?? null,
        agentState: status?.state ?? null,
      };
    }),
  };
}

function roleOf(cluster: Cluster | null, member: string | null): string | null {
  return cluster === null || member === null ? null : displayedRole(cluster, member);
}
