import type { Finding, FindingEvidence, Severity } from '../../evidence/finding.js';
import type { Cluster } from '../../model/cluster.js';
import type { MemberStatus } from '../../model/member-status.js';
import type { BalancerEvidence, BalancerServerEvidence, PoolPurpose } from '../balancer-evidence.js';

/** What HAProxies are judged by. */
interface BalancerLimits {
  /** Milliseconds that a HAProxy may take at worst to follow a change of leader. */
  readonly reactionMs: number;
  /** Bytes that a replica may be behind, where the check sets no limit. */
  readonly lagBytes: number;
}

export const BALANCER_LIMITS: BalancerLimits = { reactionMs: 4000, lagBytes: 16 * 1024 * 1024 };

export interface BalancerCase {
  readonly scope: string;
  readonly group: number | null;
  /** Null if etcd does not tell what is so now. */
  readonly cluster: Cluster | null;
  /** What the agents say that answer. */
  readonly statuses: ReadonlyMap<string, MemberStatus>;
  readonly limits: BalancerLimits;
}

/** A pool of one HAProxy that is this cluster's. */
export interface ObservedPool {
  readonly balancer: BalancerEvidence;
  readonly name: string;
  readonly purpose: PoolPurpose;
  readonly servers: readonly BalancerServerEvidence[];
}

export function poolsOf(balancer: BalancerEvidence): ObservedPool[] {
  const servers = balancer.servers.ok ? balancer.servers.value : [];
  const names = [...new Set(servers.map(({ pool }) => pool))];
  return names.map((name) => {
    const own = servers.filter(({ pool }) => pool === name);
    return { balancer, name, purpose: own[0]?.purpose ?? 'other', servers: own };
  });
}

/** Those that take connections: backup servers only when nobody else does. */
export function serving({ servers }: ObservedPool): BalancerServerEvidence[] {
  const up = servers.filter(({ isUp }) => isUp);
  const regular = up.filter(({ isBackup }) => !isBackup);
  return regular.length > 0 ? regular : up;
}

interface PoolTold {
  readonly message: string;
  readonly servers: readonly BalancerServerEvidence[];
  readonly remedies: Finding['remedies'];
  /** From elsewhere than HAProxy. */
  readonly evidence?: readonly FindingEvidence[];
}

/** A finding about a pool, with what HAProxy says of the servers. */
export function poolFinding(
  code: string,
  severity: Severity,
  { balancer, name }: ObservedPool,
  { message, servers, remedies, evidence = [] }: PoolTold,
): Finding {
  return {
    code,
    severity,
    subject: `${balancer.address} ${name}`,
    message: `${message} (HAProxy ${balancer.address}, pool ${name})`,
    evidence: [...servers.map(seenServer), ...evidence],
    remedies,
  };
}

function seenServer({ server, status, checkStatus, since }: BalancerServerEvidence): FindingEvidence {
  const check = checkStatus === null ? '' : ` (${checkStatus})`;
  return { source: 'balancer', seen: `${server} ${status}${check}`, age: since };
}
