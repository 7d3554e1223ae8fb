import type { ReinitEnd } from '../../cluster/reinit/reinit-end.js';
import { type CommandPlace, ctl, type Hint, hint } from '../../formats/hint.js';
import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { FollowedReinit } from './follow-reinit.js';
import type { ReinitializedMember } from './reinit-report.js';
import type { AskedReinit } from './send-reinit.js';

/** A member that was asked, and that nobody looked at afterwards. */
export function concludeUnfollowed(
  { outcome, selected, startedAt }: AskedReinit,
  nowMs: number,
): ReinitializedMember {
  return {
    ...outcome,
    group: selected.group,
    phases: [],
    attempts: null,
    source: null,
    sentBytes: null,
    totalBytes: null,
    timeline: null,
    elapsedMs: nowMs - startedAt,
  };
}

/** A member that was followed. */
export function concludeFollowed(asked: AskedReinit, followed: FollowedReinit): ReinitializedMember {
  const { progress, elapsedMs } = followed;
  const { phases, attempts, backup, end } = progress;
  return {
    ...verdictOn(asked.outcome, followed),
    group: asked.selected.group,
    phases,
    attempts,
    source: backup?.source ?? null,
    sentBytes: backup?.sentBytes ?? null,
    totalBytes: backup?.totalBytes ?? null,
    timeline: end?.kind === 'back' ? end.timeline : null,
    elapsedMs,
  };
}

function verdictOn(outcome: MemberOutcome, { stop, progress }: FollowedReinit): MemberOutcome {
  if (stop === 'interrupted') {
    const text = 'interrupted: the reinitialize has been requested and continues';
    return { ...outcome, outcome: 'unknown', code: 'interrupted', text };
  }
  if (progress.end !== null) return verdictOnEnd(outcome, progress.end);
  const text = `not back at the deadline: ${progress.state ?? 'its agent is silent'}`;
  return { ...outcome, outcome: 'unknown', code: 'deadline', text };
}

/** What was begun and has come to a bad end is neither refused nor open. */
function verdictOnEnd(outcome: MemberOutcome, end: ReinitEnd): MemberOutcome {
  switch (end.kind) {
    case 'back':
      return { ...outcome, outcome: 'done', code: null };
    case 'silent': {
      const text = 'nothing has been heard from its agent for minutes; it may still be running';
      return { ...outcome, outcome: 'unknown', code: 'agent-unreachable', text };
    }
    case 'failed': {
      const isOpen = end.code === 'not-begun';
      return { ...outcome, outcome: isOpen ? 'unknown' : 'partial', code: end.code, text: end.reason };
    }
  }
}

/** What to do about a member that did not come back. */
export function nextFor(place: CommandPlace, { outcome, code, member }: MemberOutcome): Hint | null {
  if (outcome === 'partial') return hint`the logs of Patroni and PostgreSQL on ${member} say why`;
  return outcome === 'unknown' && code !== null ? hint`follow: ${ctl('list', place, [], { W: true })}` : null;
}
