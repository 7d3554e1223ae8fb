import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Check } from '../findings/check.js';
import type { BalancerEvidence } from './balancer-evidence.js';
import { findLeftDrained } from './findings/drained.js';
import { BALANCER_LIMITS, type BalancerCase, type ObservedPool, poolsOf } from './findings/input.js';
import { findMissing, findUnknown } from './findings/membership.js';
import { findKeptSessions, findSlowReaction } from './findings/reaction.js';
import { findDivergedReaders, findLaggingReaders } from './findings/readers.js';
import { findUnreachable } from './findings/unreachable.js';
import { findPoolForWrites, findWriters } from './findings/writers.js';
import { findWrongChecks } from './findings/wrong-check.js';

const POOL_CHECKS: readonly ((pool: ObservedPool, known: BalancerCase) => Finding[])[] = [
  findWriters,
  findWrongChecks,
  findMissing,
  findUnknown,
  findDivergedReaders,
  findLaggingReaders,
  findSlowReaction,
  findKeptSessions,
  findLeftDrained,
];

/** What is wrong with the HAProxies of a cluster, one after another. */
export function judgeBalancers(balancers: readonly BalancerEvidence[], known: BalancerCase): Finding[] {
  return balancers.flatMap((balancer) => {
    const pools = poolsOf(balancer);
    const writing =
      balancer.servers.ok && balancer.isForWrites && known.cluster !== null
        ? findPoolForWrites(pools, balancer.address, known.scope)
        : [];
    return [
      ...findUnreachable(balancer),
      ...writing,
      ...pools.flatMap((pool) => POOL_CHECKS.flatMap((check) => check(pool, known))),
    ];
  });
}

/** The same from what `status` and `doctor` gather. */
export function balancerFindings(evidence: Evidence): Finding[] {
  const { scope, group, cluster, members, balancers } = evidence;
  const statuses = new Map(
    members.flatMap(({ name, agent }) => (agent?.ok ? [[name, agent.value] as const] : [])),
  );
  return judgeBalancers(balancers, {
    scope,
    group,
    cluster: cluster.kind === 'present' ? cluster.cluster : null,
    statuses,
    limits: BALANCER_LIMITS,
  });
}

/** The HAProxies of the settings, for `status` and `doctor`. */
export const haproxy: Check = {
  code: 'haproxy-unreachable',
  severity: 'error',
  title: 'HAProxy sends writes to the leader, and follows it',
  find: balancerFindings,
};
