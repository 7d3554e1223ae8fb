import { ctl } from '../../formats/hint.js';
import type { Evidence, ObservedMember } from '../evidence.js';
import type { Finding, Remedy } from '../finding.js';
import { formatLsn } from '../lsn.js';
import { tellsReplicationState } from '../patroni-version.js';
import { isTruthy } from '../tags.js';
import { isValueMap } from '../value.js';
import type { Check } from './check.js';
import {
  followersOf,
  hasRunningLeader,
  heartbeatAge,
  leaderOf,
  membersSeenTwice,
  positionOf,
  presentCluster,
  type RegisteredMember,
  runsAsPrimary,
  statusOf,
} from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** A replica on a timeline that the leader has left. */
export const timelineBehind: Check = {
  code: 'timeline-behind',
  severity: 'error',
  title: 'every replica is on the timeline of the leader',
  secondLook: true,
  find: (evidence) => membersSeenTwice(evidence, onOlderTimeline).map((member) => tell(evidence, member)),
};

function onOlderTimeline(evidence: Evidence): string[] {
  const leader = leaderOf(evidence);
  if (leader === null || !hasRunningLeader(evidence)) return [];
  const leading = timelineOf(leader);
  return followersOf(evidence)
    .filter((member) => !runsAsPrimary(member))
    .filter((member) => {
      const own = timelineOf(member);
      return own !== null && leading !== null && own < leading;
    })
    .map(({ name }) => name);
}

/** Its agent's word counts; a key may be from before the change. */
function timelineOf(member: ObservedMember): number | null {
  const status = statusOf(member);
  return (status === null ? member.key?.timeline : (status.timeline ?? member.key?.timeline)) || null;
}

type Place = 'behind' | 'doubtful' | 'diverged' | 'unknown';

interface Standing {
  readonly place: Place;
  readonly words: string;
}

/**
 * It has diverged if it holds more than the leader took over when it left that timeline. Numbers alone do not prove the reverse: a
 * member that promoted itself has a timeline of that number, too.
 */
function standingOf(evidence: Evidence, member: RegisteredMember): Standing {
  const timeline = timelineOf(member);
  const entry = presentCluster(evidence)?.history.find((each) => each.timeline === timeline);
  const position = positionOf(member);
  if (entry === undefined || position === null)
    return { place: 'unknown', words: 'whether it has diverged cannot be told from here' };
  const where = `it is at ${formatLsn(position)}, and timeline ${timeline} ended at ${formatLsn(entry.switchPoint)}`;
  if (position > entry.switchPoint) return { place: 'diverged', words: `it has diverged: ${where}` };
  if (follows(member)) return { place: 'behind', words: `it is only behind: ${where}` };
  const words = `by these numbers it is only behind (${where}), and yet it does not follow: it may have a timeline ${timeline} of its own`;
  return { place: 'doubtful', words };
}

/** Fed by somebody, or nobody tells. */
function follows(member: RegisteredMember): boolean {
  const status = statusOf(member);
  if (!tellsReplicationState(status?.patroniVersion ?? member.key.patroniVersion)) return true;
  return (status === null ? member.key.replicationState : status.replicationState) !== null;
}

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name } = member;
  const leader = leaderOf(evidence);
  const [own, leading] = [timelineOf(member), leader === null ? null : timelineOf(leader)];
  const { place, words } = standingOf(evidence, member);
  const hasWord = statusOf(member) !== null;
  const rewinds = usesRewind(evidence);
  const rewind =
    place === 'behind'
      ? ''
      : `; use_pg_rewind is ${rewinds ? 'on: Patroni rewinds it where checksums or hints allow' : 'off: nobody rewinds it'}`;
  return finding('timeline-behind', 'error', name, {
    message: `${name} is on timeline ${own}, the leader ${leader?.name} on ${leading}: ${words}${rewind}`,
    evidence: [
      seen(hasWord ? 'agent' : 'dcs', `${name} is on timeline ${own}`, hasWord ? 0 : heartbeatAge(member)),
      seen('dcs', words, null),
    ],
    remedies: remediesOf(evidence, name, place, rewinds),
  });
}

function remediesOf(evidence: Evidence, name: string, place: Place, rewinds: boolean): Remedy[] {
  const enable = remedy(
    'let Patroni rewind it',
    ctl('edit-config', evidence, [], { s: 'postgresql.use_pg_rewind=true' }),
  );
  return [
    lookAtLog(name),
    ...(place === 'behind' || rewinds ? [] : [enable]),
    remedy('see whether it follows once it is started again', ctl('restart', evidence, [name])),
    remedy('as the last step: take it anew', ctl('reinit', evidence, [name])),
  ];
}

function usesRewind(evidence: Evidence): boolean {
  const section = presentCluster(evidence)?.config?.values.postgresql;
  return isValueMap(section) && isTruthy(section.use_pg_rewind) === true;
}
