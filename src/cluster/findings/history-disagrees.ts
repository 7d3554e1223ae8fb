import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import { formatLsn } from '../model/lsn.js';
import type { Check } from './check.js';
import { followersOf, leaderOf, positionOf, presentCluster, runsAsPrimary, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** A replica is ahead of its leader on the same timeline: they may hold different WAL under the same name. */
export const historyDisagrees: Check = {
  code: 'history-disagrees',
  severity: 'warning',
  title: 'no replica is ahead of the leader',
  secondLook: true,
  find(evidence) {
    const cluster = presentCluster(evidence);
    const leader = leaderOf(evidence);
    const status = leader === null ? null : statusOf(leader);
    if (cluster === null || leader === null || status === null) return [];
    if (isStandbyCluster(cluster.config) || !runsAsPrimary(leader) || status.position === null) return [];
    const { position, timeline } = status;
    return followersOf(evidence).flatMap(({ name }) => {
      const own = earliest(evidence, name, timeline);
      return own !== null && own > position ? [tell(evidence, name, own, leader.name, position)] : [];
    });
  },
};

/** Where a replica was in the first look; the leader, asked last, has written more since. Null on another timeline. */
function earliest(evidence: Evidence, name: string, timeline: number | null): number | null {
  const look = evidence.before ?? evidence;
  const member = look.members.find((each) => each.name === name);
  const status = member === undefined ? null : statusOf(member);
  if (member === undefined || status === null || status.timeline === null) return null;
  return status.timeline === timeline && !runsAsPrimary(member) ? positionOf(member) : null;
}

function tell(evidence: Evidence, name: string, own: number, leader: string, position: number): Finding {
  const query = 'SELECT timeline_id, redo_lsn FROM pg_control_checkpoint()';
  return finding('history-disagrees', 'warning', name, {
    message: `${name} is at ${formatLsn(own)} and its leader ${leader} at ${formatLsn(position)}, on the same timeline: they may not have the same history, which cannot be proved from here`,
    evidence: [
      seen('agent', `${name} at ${formatLsn(own)}`),
      seen('agent', `${leader} at ${formatLsn(position)}`),
    ],
    remedies: [
      remedy('compare the changes of timeline', ctl('history', evidence)),
      remedy(`compare the control files: ${leader}`, ctl('query', evidence, [], { m: leader, c: query })),
      remedy(`and ${name}`, ctl('query', evidence, [], { m: name, c: query })),
    ],
  });
}
