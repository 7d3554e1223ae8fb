import { ctl } from '../../formats/hint.js';
import { describeWholeLoss, divergedWords, tellDivergence } from '../divergence/describe-divergence.js';
import { type Divergence, isDiverged } from '../divergence/divergence.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { possibleWinners } from '../standing/possible-winners.js';
import { lastWritten, takeovers } from '../standing/takeovers.js';
import type { Check } from './check.js';
import {
  divergenceOf,
  followersOf,
  hasRunningLeader,
  heartbeatAge,
  membersSeenTwice,
  type RegisteredMember,
  runsAsPrimary,
  statusOf,
} from './known.js';
import { describeRewind, enableRewind } from './rewind-setting.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** A member that has what the leader never had. That nobody can tell whether it has is as bad. */
export const diverged: Check = {
  code: 'diverged',
  severity: 'error',
  title: 'no member has diverged from the leader',
  secondLook: true,
  find: (evidence) =>
    membersSeenTwice(evidence, divergedFollowers).flatMap((member) => {
      const divergence = divergenceOf(evidence, member);
      return divergence === null ? [] : [tell(evidence, member, divergence)];
    }),
};

function divergedFollowers(evidence: Evidence): string[] {
  if (!hasRunningLeader(evidence)) return [];
  return followersOf(evidence)
    .filter((member) => !runsAsPrimary(member) && tellsItsPlace(member))
    .filter((member) => {
      const divergence = divergenceOf(evidence, member);
      return divergence !== null && isDiverged(divergence);
    })
    .map(({ name }) => name);
}

/** One that does not run is another finding. */
function tellsItsPlace(member: RegisteredMember): boolean {
  return (statusOf(member)?.timeline ?? member.key.timeline) !== null;
}

function tell(evidence: Evidence, member: RegisteredMember, divergence: Divergence): Finding {
  const { name } = member;
  const { verdict, seen: words, timeline, clusterTimeline } = divergence;
  const loss = describeWholeLoss(tellDivergence(divergence));
  const danger = mayWin(evidence, name) ? `it may win if the leader fails: ${loss}` : `if it led, ${loss}`;
  const parted = divergedWords(divergence) ?? '';
  const hasWord = statusOf(member) !== null;
  const place = `${name} is on timeline ${timeline}, the leader on ${clusterTimeline}`;
  return finding(verdict, 'error', name, {
    message: `${name} ${parted}: it ${words}; ${danger}; ${describeRewind(evidence)}`,
    evidence: [
      seen(hasWord ? 'agent' : 'dcs', place, hasWord ? 0 : heartbeatAge(member)),
      seen('dcs', words, null),
    ],
    remedies: [
      lookAtLog(name),
      ...enableRewind(evidence),
      remedy('see whether it follows after a restart', ctl('restart', evidence, [name])),
      remedy('as the last resort: copy it afresh', ctl('reinit', evidence, [name])),
    ],
  });
}

function mayWin(evidence: Evidence, name: string): boolean {
  const able = takeovers(evidence).filter(({ obstacle }) => obstacle === null);
  return possibleWinners(able, lastWritten(evidence)).some(({ member }) => member === name);
}
