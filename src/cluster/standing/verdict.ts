import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { presentCluster, runsAsPrimary, statusOf } from '../findings/known.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { HealthVerdict } from './standing.js';

/** With one of these nobody takes writes, or they wait for ever. */
const WRITES_ARE_DOWN = ['no-leader', 'leader-not-promoted', 'leader-not-running', 'leader-stuck-stopping'];

/**
 * `down`: nobody takes writes (in a standby cluster: nobody follows the remote). `degraded`: errors, but writes are up.
 * `unknown`: nothing could be seen, or the cluster is not bootstrapped. Warnings alone are `healthy`.
 */
export function verdictOf(evidence: Evidence, findings: readonly Finding[]): HealthVerdict {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const cluster = presentCluster(evidence);
  if (cluster === null) return withoutEtcd(evidence);
  if (cluster.leader === null && cluster.initialization.state !== 'initialized') return 'unknown';
  if (errors.some(({ code }) => WRITES_ARE_DOWN.includes(code)) || isBlocked(evidence, errors)) {
    // A primary without the lock is no consolation: what it writes will be lost.
    return 'down';
  }
  if (errors.length === 0) return 'healthy';
  return isLeaderGone(evidence) ? 'down' : 'degraded';
}

/** Without etcd the word of the members remains. */
function withoutEtcd({ members, cluster }: Evidence): HealthVerdict {
  if (cluster.kind === 'absent') return 'unknown';
  if (members.some(runsAsPrimary)) return 'degraded';
  const config = cluster.kind === 'stale' ? cluster.cluster.config : null;
  const answering = members.filter((member) => statusOf(member) !== null);
  if (answering.length === 0) return 'unknown';
  const isStandby =
    isStandbyCluster(config) || answering.some((member) => statusOf(member)?.role === 'standby_leader');
  return isStandby ? 'degraded' : 'down';
}

/** Strict synchronous mode, and sessions that wait already or nobody to confirm. */
function isBlocked({ members, cluster }: Evidence, errors: readonly Finding[]): boolean {
  if (!errors.some(({ code }) => code === 'sync-strict-no-standby')) return false;
  const name = cluster.kind === 'present' ? cluster.cluster.leader?.name : null;
  const leader = members.find((member) => member.name === name);
  if (leader === undefined) return false;
  const waits = leader.saturation?.syncWaits ?? 0;
  const streaming = statusOf(leader)?.replication.some(({ state }) => state === 'streaming') ?? false;
  return waits > 0 || !streaming;
}

/** The lock names a member that shows no sign of life: its agent is silent, and it has no key, or no PostgreSQL at its address. */
function isLeaderGone(evidence: Evidence): boolean {
  const name = presentCluster(evidence)?.leader?.name;
  const leader = evidence.members.find((member) => member.name === name);
  if (leader === undefined) return true;
  if (statusOf(leader) !== null || leader.facts?.ok) return false;
  return leader.key === null || leader.facts?.code === 'sql-unreachable';
}
