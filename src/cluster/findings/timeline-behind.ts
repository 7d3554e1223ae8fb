import { ctl } from '../../formats/hint.js';
import type { Divergence } from '../divergence/divergence.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import type { Check } from './check.js';
import {
  divergenceOf,
  followersOf,
  hasRunningLeader,
  heartbeatAge,
  leaderOf,
  membersSeenTwice,
  type RegisteredMember,
  runsAsPrimary,
  statusOf,
} from './known.js';
import { describeRewind, enableRewind } from './rewind-setting.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** A replica on a timeline that the leader has left, and not beyond the end of it. */
export const timelineBehind: Check = {
  code: 'timeline-behind',
  severity: 'error',
  title: 'every replica is on the timeline of the leader',
  secondLook: true,
  find: (evidence) =>
    membersSeenTwice(evidence, onOlderTimeline).flatMap((member) => {
      const divergence = divergenceOf(evidence, member);
      return divergence === null ? [] : [tell(evidence, member, divergence)];
    }),
};

function onOlderTimeline(evidence: Evidence): string[] {
  if (!hasRunningLeader(evidence)) return [];
  return followersOf(evidence)
    .filter((member) => !runsAsPrimary(member))
    .filter((member) => divergenceOf(evidence, member)?.verdict === 'timeline-behind')
    .map(({ name }) => name);
}

/** Fed by somebody, or nobody tells. */
function follows(member: RegisteredMember): boolean {
  const status = statusOf(member);
  if (!tellsReplicationState(status?.patroniVersion ?? member.key.patroniVersion)) return true;
  return (status === null ? member.key.replicationState : status.replicationState) !== null;
}

function tell(evidence: Evidence, member: RegisteredMember, divergence: Divergence): Finding {
  const { name } = member;
  const { timeline, clusterTimeline, seen: words } = divergence;
  const isFed = follows(member);
  const what = isFed
    ? `it is only behind: it ${words}`
    : `by these numbers it is only behind (it ${words}), and yet it does not follow: it may have a timeline ${timeline} of its own`;
  const hasWord = statusOf(member) !== null;
  const place = `${name} is on timeline ${timeline}`;
  return finding('timeline-behind', 'error', name, {
    message: `${place}, the leader ${leaderOf(evidence)?.name} on ${clusterTimeline}: ${what}${isFed ? '' : `; ${describeRewind(evidence)}`}`,
    evidence: [
      seen(hasWord ? 'agent' : 'dcs', place, hasWord ? 0 : heartbeatAge(member)),
      seen('dcs', words, null),
    ],
    remedies: [
      lookAtLog(name),
      ...(isFed ? [] : enableRewind(evidence)),
      remedy('see whether it follows after a restart', ctl('restart', evidence, [name])),
      remedy('as the last resort: copy it afresh', ctl('reinit', evidence, [name])),
    ],
  });
}
