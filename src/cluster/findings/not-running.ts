import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { isPaused } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import {
  factsOf,
  followersOf,
  heartbeatAge,
  membersSeenTwice,
  presentCluster,
  type RegisteredMember,
  registeredMembers,
  statusOf,
} from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** In these states a member does not come back by itself soon; in others it is about to change (`starting`). */
const DOWN =
  /^(stopped|crashed|start failed|restart failed|stop failed|initdb failed|custom bootstrap failed|unknown)/;

/** A replica whose PostgreSQL does not run. */
export const notRunning: Check = {
  code: 'not-running',
  severity: 'error',
  title: 'the PostgreSQL of every replica runs',
  secondLook: true,
  find: (evidence) =>
    membersSeenTwice(evidence, (look) => downMembers(look).map(({ name }) => name)).map((member) =>
      tell(evidence, member),
    ),
};

/** In maintenance mode what is stopped is the operator's own doing: see `paused-drift`. */
function downMembers(evidence: Evidence): RegisteredMember[] {
  const cluster = presentCluster(evidence);
  if (cluster === null) return [];
  const asked = cluster.leader === null ? registeredMembers(evidence) : followersOf(evidence);
  return asked.filter((member) => {
    const state = stateOf(member);
    if (factsOf(member) !== null || !DOWN.test(state)) return false;
    return !(isPaused(cluster.config) && state === 'stopped');
  });
}

function stateOf(member: RegisteredMember): string {
  return statusOf(member)?.state ?? member.key.state ?? '';
}

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name, key } = member;
  const state = stateOf(member);
  const status = statusOf(member);
  const words = state === 'unknown' ? 'does not answer its agent' : `is ${state}`;
  return finding('not-running', 'error', name, {
    message: `the PostgreSQL of ${name} ${words}: redundancy is reduced`,
    evidence: [
      seen('dcs', `its key says ${key.state ?? 'nothing'}`, heartbeatAge(member)),
      ...(status === null ? [] : [seen('agent', `${name} is ${status.state}`)]),
    ],
    remedies: [
      lookAtLog(name),
      remedy('try to start it', ctl('restart', evidence, [name])),
      remedy('only if its data is no longer of use', ctl('reinit', evidence, [name])),
    ],
  });
}
