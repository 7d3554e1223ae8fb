import type { MemberEvidence } from '../../cluster/change-leader/candidate.js';
import type { ChangeEvidence } from '../../cluster/change-leader/change-request.js';
import { divergenceOf, judgedMember, statusOf } from '../../cluster/change-leader/judged-member.js';
import { livePositions } from '../../cluster/change-leader/live-positions.js';
import { loopWait, synchronousMode } from '../../cluster/model/dynamic-config.js';
import { formatLsn, type Lsn } from '../../cluster/model/lsn.js';
import { isInSyncSet } from '../../cluster/model/sync-state.js';
import type { LossBasis } from './change-report.js';

/** What can be known of the loss that a failover to this candidate brings; null if it is no member. */
export function lossBasis(candidate: string, evidence: ChangeEvidence): LossBasis | null {
  const { cluster, members } = evidence;
  const found = members.find(({ member }) => member.name === candidate);
  if (found === undefined) return null;
  const { status, config, sync } = cluster;
  const isIn = sync !== null && isInSyncSet(sync, candidate);
  return {
    leaderLsn: lsnText(status.position),
    sampleSeconds: loopWait(config),
    candidateLsn: lsnText(positionOf(found, evidence)),
    forkLsn: lsnText(divergenceOf(judgedMember('failover', evidence, found)).forkPoint),
    candidateSource: statusOf(found) === null ? 'dcs' : 'agent',
    isSynchronous: synchronousMode(config) === 'off' ? null : isIn,
  };
}

function positionOf(found: MemberEvidence, evidence: ChangeEvidence): Lsn | null {
  const position = statusOf(found)?.position ?? null;
  if (position !== null) return position;
  const { receiveLsn, replayLsn } = livePositions(judgedMember('failover', evidence, found));
  return Math.max(receiveLsn ?? 0, replayLsn ?? 0) || null;
}

function lsnText(lsn: Lsn | null): string | null {
  return lsn === null ? null : formatLsn(lsn);
}
