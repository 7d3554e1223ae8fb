import { maximumLagOnFailover } from '../../cluster/model/dynamic-config.js';
import { type GateRules, gateReasons } from '../../cluster/restart/gate.js';
import type { Problem } from '../../errors.js';
import type { Turn } from './turn.js';

/** Waits until the next member may be taken; why it cannot be is what the roll stops at, null if it can. */
export async function passGate(turn: Turn, knownAt: GateRules['knownAt']): Promise<Problem | null> {
  const { request } = turn.context;
  const maxLag = request.rolling?.maxLag ?? maximumLagOnFailover(turn.surveyed.cluster.config);
  const rules = { step: turn.step, maxLag, knownAt };
  for (;;) {
    const look = await turn.look();
    const reasons = gateReasons(rules, turn.baseline, look);
    turn.note({ reasons, gate: reasons.length === 0 ? 'passed' : 'open' });
    turn.noteStanding(look);
    if (reasons.length === 0) return null;
    const [reason] = reasons;
    const leader = look.cluster?.leader?.name ?? null;
    if (leader !== null && leader !== turn.baseline.leader)
      return leaderChanged(leader, turn.baseline.leader);
    if (turn.isInterrupted) return stopped('interrupted', 'interrupted before the next member was taken');
    if (turn.isOver && reason !== undefined) {
      const member =
        reason.member === null || reason.member === turn.step.member ? turn.step.member : reason.member;
      return {
        ...stopped(reason.code, `not ready for the next member: ${reason.sentence}`),
        subject: member,
      };
    }
    await turn.waitFor(reason?.sentence ?? '');
  }
}

function stopped(code: string, message: string): Problem {
  return { code, message, subject: null, next: null };
}

/** Somebody else leads than the plan was made for. */
export function leaderChanged(now: string, before: string | null): Problem {
  const message = `${now} leads now instead of ${before ?? 'nobody'}: the plan no longer fits`;
  return { code: 'leader-changed', message, subject: now, next: null };
}
