import { ctl } from '../../formats/hint.js';
import { isDiverged } from '../divergence/divergence.js';
import { isPaused } from '../model/dynamic-config.js';
import type { MemberEvidence } from './candidate.js';
import type { ChangeEvidence, ChangeRequest, ChangeWarning } from './change-request.js';
import { judgeCandidate } from './judge-candidate.js';
import { statusOf } from './judged-member.js';

/** Why nothing would come of it now. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly subject: string | null;
}

/** What concerns the whole change and not one candidate. */
export function planWarnings(
  request: ChangeRequest,
  evidence: ChangeEvidence,
  obstacle: Obstacle | null,
): ChangeWarning[] {
  return [
    request.scheduledAt === null || obstacle === null ? null : notNow(obstacle),
    droppedSchedule(request, evidence),
    saferSwitchover(request, evidence),
    ...runningPrimaries(request, evidence),
  ].filter((warning) => warning !== null);
}

function notNow({ code, message, subject }: Obstacle): ChangeWarning {
  return {
    code,
    message: `as things are now: ${message}; the leader checks it at its time`,
    subject,
    next: null,
  };
}

/** The one key holds one request. */
function droppedSchedule(
  { kind, scope, scheduledAt }: ChangeRequest,
  { cluster }: ChangeEvidence,
): ChangeWarning | null {
  const stored = cluster.failover?.scheduledAt ?? null;
  if (stored === null || scheduledAt !== null) return null;
  const message = `this ${kind} takes the place of the switchover scheduled for ${stored}`;
  return { code: 'already-scheduled', message, subject: scope, next: null };
}

function saferSwitchover(request: ChangeRequest, evidence: ChangeEvidence): ChangeWarning | null {
  const { kind, candidate } = request;
  const leader = evidence.members.find(({ member }) => member.name === evidence.cluster.leader?.name);
  const target = evidence.members.find(({ member }) => member.name === candidate);
  if (kind !== 'failover' || leader === undefined || target === undefined || leader === target) return null;
  if (statusOf(leader)?.state !== 'running') return null;
  const { eligible, divergence } = judgeCandidate('switchover', evidence, target);
  if (!eligible || isDiverged(divergence)) return null;
  const { name } = leader.member;
  const message = `the leader ${name} is healthy: a switchover does the same and respects the sync set`;
  const next = ctl('switchover', request, [], { candidate });
  return { code: 'switchover-is-safer', message, subject: name, next };
}

/** In maintenance mode nobody stops a primary that has lost the lock. */
function runningPrimaries(
  { kind, candidate }: ChangeRequest,
  { cluster, members }: ChangeEvidence,
): ChangeWarning[] {
  if (kind !== 'failover' || cluster.leader !== null) return [];
  const runs = (evidence: MemberEvidence): boolean =>
    evidence.member.name !== candidate && typeof statusOf(evidence)?.position === 'number';
  return members.filter(runs).map(({ member }) => {
    const effect = isPaused(cluster.config)
      ? 'while paused nobody stops it, and both would accept writes'
      : 'it may take the lock back by itself';
    const message = `${member.name} still runs as a primary: ${effect}`;
    return { code: 'primary-still-runs', message, subject: member.name, next: null };
  });
}
