import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { factsOf, leaderOf, presentCluster, secondsBetween, seenTwice, statusOf } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** The configuration makes it a standby cluster and the leader is a primary, or the reverse. */
export const standbyRoleHalfDone: Check = {
  code: 'standby-role-half-done',
  severity: 'error',
  title: 'the leader is what standby_cluster says',
  secondLook: true,
  find: (evidence) => seenTwice(evidence, misfit).map((name) => tell(evidence, name)),
};

function misfit(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  const role = leaderRole(evidence);
  if (cluster === null || leader === null || role === null) return [];
  const isMisfit = isStandbyCluster(cluster.config) ? role === 'primary' : role === 'standby_leader';
  return isMisfit ? [leader.name] : [];
}

function leaderRole(evidence: Evidence): string | null {
  const leader = leaderOf(evidence);
  if (leader === null) return null;
  if (factsOf(leader)?.inRecovery === false) return 'primary';
  const status = statusOf(leader);
  if (status !== null) return status.state === 'running' ? status.role : null;
  return leader.key?.state === 'running' ? leader.key.role : null;
}

function tell(evidence: Evidence, name: string): Finding {
  const isStandby = isStandbyCluster(presentCluster(evidence)?.config ?? null);
  const seconds = secondsBetween(evidence);
  const time = seconds === null ? '' : ` for at least ${seconds} s`;
  const message = isStandby
    ? `standby_cluster is set, and the leader ${name} has been a primary${time}: this side is writable, its demotion is not finished`
    : `standby_cluster is not set, and the leader ${name} has been a standby leader${time}: this side is not writable, its promotion is not finished`;
  return finding('standby-role-half-done', 'error', name, {
    message,
    evidence: [
      seen('dcs', `standby_cluster is ${isStandby ? 'set' : 'not set'}`),
      seen('agent', `${name} has the role ${leaderRole(evidence)}`),
    ],
    remedies: [
      isStandby
        ? remedy('wait for it to finish', ctl('wait', evidence, [], { for: `role=${name}:standby_leader` }))
        : remedy('wait for it to finish', ctl('wait', evidence, [], { for: 'primary' })),
      lookAtLog(name),
      remedy('see what the configuration says', ctl('show-config', evidence)),
    ],
  });
}
