import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { factsOf, leaderOf, presentCluster, secondsBetween, seenTwice, statusOf } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** The leader's PostgreSQL runs and is still in recovery: it has the lock and takes no writes. */
export const leaderNotPromoted: Check = {
  code: 'leader-not-promoted',
  severity: 'error',
  title: 'the leader is promoted',
  secondLook: true,
  find(evidence) {
    return seenTwice(evidence, unpromotedLeader).map((name) => tell(evidence, name));
  },
};

function unpromotedLeader(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  if (cluster === null || leader === null || isStandbyCluster(cluster.config)) return [];
  const facts = factsOf(leader);
  const status = statusOf(leader);
  if (facts !== null) return facts.inRecovery ? [leader.name] : [];
  // Without an answer of PostgreSQL the agent tells its own plans as the role.
  const isAnswered = status?.state === 'running' && status.serverVersion !== null;
  return isAnswered && status.role !== 'primary' ? [leader.name] : [];
}

function tell(evidence: Evidence, name: string): Finding {
  const seconds = secondsBetween(evidence);
  const time = seconds === null ? '' : `, for at least ${seconds} s`;
  const leader = leaderOf(evidence);
  const role = leader === null ? null : (statusOf(leader)?.role ?? null);
  return finding('leader-not-promoted', 'error', name, {
    message: `${name} holds the lock and its PostgreSQL is still in recovery${time}: nobody takes writes. Often it waits for restore_command, for pre_promote, or for the sync state`,
    evidence: [
      seen('dcs', `the key leader names ${name}`),
      ...(role === null ? [] : [seen('agent', `${name} has the role ${role}`)]),
      ...(leader !== null && factsOf(leader)?.inRecovery ? [seen('sql', `${name} is in recovery`)] : []),
    ],
    remedies: [
      remedy('wait for it', ctl('wait', evidence, [], { for: 'primary' })),
      lookAtLog(name),
      remedy('see who else could lead', ctl('failover', evidence, [], { 'dry-run': true })),
    ],
  });
}
