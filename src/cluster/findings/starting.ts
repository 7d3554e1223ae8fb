import { ctl } from '../../formats/hint.js';
import { entryOf } from '../../formats/json.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { formatLsn } from '../model/lsn.js';
import type { Check } from './check.js';
import {
  factsOf,
  followersOf,
  heartbeatAge,
  positionOf,
  presentCluster,
  type RegisteredMember,
  registeredMembers,
  secondsBetween,
  statusOf,
} from './known.js';
import { isLooping } from './reinit-looping.js';
import { finding, remedy, seen } from './tell.js';

const UNDER_WAY: Readonly<Record<string, string>> = {
  starting: 'starts: it replays until it is consistent',
  restarting: 'is being restarted',
  stopping: 'is being stopped',
  'creating replica': 'is being copied from another member',
  'initializing new cluster': 'is being initialised',
  'running custom bootstrap script': 'is being created by a bootstrap script',
  'starting after custom bootstrap': 'starts after a bootstrap script',
};

/** On its way, which is not the same as dead. */
export const starting: Check = {
  code: 'starting',
  severity: 'info',
  title: 'no member is starting or stopping',
  secondLook: true,
  find(evidence) {
    const cluster = presentCluster(evidence);
    if (cluster === null) return [];
    const asked = cluster.leader === null ? registeredMembers(evidence) : followersOf(evidence);
    return asked.flatMap((member) => {
      const state = stateOf(member);
      const words = entryOf(UNDER_WAY, state);
      if (words === undefined || factsOf(member) !== null || isLooping(member)) return [];
      return [tell(evidence, member, words)];
    });
  },
};

function stateOf(member: RegisteredMember): string {
  return statusOf(member)?.state ?? member.key.state ?? '';
}

function tell(evidence: Evidence, member: RegisteredMember, words: string): Finding {
  const { name } = member;
  const then = evidence.before?.members.find((each) => each.name === name);
  const before = then?.key?.state === member.key.state ? secondsBetween(evidence) : null;
  const [from, to] = [then === undefined ? null : positionOf(then), positionOf(member)];
  const replay =
    from === null || to === null
      ? ''
      : from === to
        ? `, and stands at ${formatLsn(to)}`
        : `, and goes on: ${formatLsn(from)} to ${formatLsn(to)} in a second`;
  return finding('starting', 'info', name, {
    message: `${name} ${words}${before === null ? '' : ` (for at least ${before} s)`}${replay}`,
    evidence: [
      seen('dcs', `its key says ${member.key.state ?? 'nothing'}`, heartbeatAge(member)),
      ...(statusOf(member) === null ? [] : [seen('agent', stateOf(member))]),
    ],
    remedies: [remedy('wait for it', ctl('wait', evidence, [], { for: `streaming=${name}` }))],
  });
}
