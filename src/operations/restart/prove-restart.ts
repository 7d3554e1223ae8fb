import { loopWait } from '../../cluster/model/dynamic-config.js';
import type { RestartLook } from '../../cluster/restart/baseline.js';
import { replyMeaning } from '../../cluster/restart/reply-meaning.js';
import type { RestartReason } from '../../cluster/restart/restart-plan.js';
import { ownReasons } from '../../cluster/restart/setting-changes.js';
import type { Outcome } from '../../errors.js';
import { ComingReply } from '../following/follow.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Turn } from './turn.js';

/** How the restart of one member ended. */
interface ProvedRestart {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly text: string;
  readonly status: number | null;
  /** The last one. */
  readonly look: RestartLook;
}

/** Once the agent says that the restart has ended, Patroni has one cycle and this time to try again, or to show a change. */
const BEYOND_CYCLE_MS = 10_000;
const FAILED_STATES = ['start failed', 'restart failed', 'stop failed', 'stopped', 'crashed'];

/**
 * Looks until the member is back, whatever the agent says: another start time, running, and replicating as it did before. An answer
 * that never comes, or that says that it is still starting, changes nothing.
 */
export async function proveRestart(turn: Turn, replying: Promise<AgentReply> | null): Promise<ProvedRestart> {
  const coming = new ComingReply(replying, turn.context.ports.clock);
  for (;;) {
    const look = await turn.look();
    const reasons = ownReasons(turn.step.member, turn.baseline, look);
    const { reply } = coming;
    const verdict = verdictOf(turn, reasons, look, reply, coming.sinceMs);
    if (verdict !== null) {
      if (reply === null && replying !== null && verdict.outcome === 'done') await turn.orSoon(replying);
      return { ...described(verdict, coming.reply), look };
    }
    await turn.waitFor(reasons[0]?.sentence ?? '');
  }
}

interface Verdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  /** In our words; null for the agent's. */
  readonly text: string | null;
}

function verdictOf(
  turn: Turn,
  reasons: readonly RestartReason[],
  look: RestartLook,
  reply: AgentReply | null,
  sinceReplyMs: number,
): Verdict | null {
  const [reason] = reasons;
  if (reason === undefined) return { outcome: 'done', code: null, text: null };
  const winner = look.cluster?.leader?.name ?? turn.step.member;
  if (turn.step.role !== 'replica' && turn.step.action === 'restart' && winner !== turn.step.member) {
    return { outcome: 'partial', code: 'leader-changed', text: `${winner} has taken over in the meantime` };
  }
  if (reply !== null) {
    const answered = verdictOfReply(turn, reason, reply, sinceReplyMs);
    if (answered !== null) return answered;
  }
  if (turn.isInterrupted) {
    const text = 'interrupted: the restart has been requested and continues';
    return { outcome: 'unknown', code: 'interrupted', text };
  }
  return turn.isOver ? verdictAtDeadline(reason) : null;
}

function verdictOfReply(
  turn: Turn,
  reason: RestartReason,
  reply: AgentReply,
  sinceReplyMs: number,
): Verdict | null {
  if (reply.kind === 'doubtful') return null;
  if (reply.kind !== 'answered') {
    return { outcome: 'unreachable', code: reply.problem.code, text: reply.problem.message };
  }
  const { config } = turn.surveyed.cluster;
  const isSettled = sinceReplyMs > 1000 * loopWait(config) + BEYOND_CYCLE_MS;
  const meaning = replyMeaning(reply.status, reply.text);
  if (meaning === 'refused') return { outcome: 'refused', code: refusalCode(reply.text), text: null };
  if (meaning === 'going-on' || !isSettled) return null;
  if (reason.code === 'not-restarted') return { outcome: 'refused', code: 'not-restarted', text: null };
  return isDown(reason) ? verdictAtDeadline(reason) : null;
}

function refusalCode(text: string): string {
  if (text.includes('conditions are not satisfied')) return 'conditions-not-met';
  return text.includes('already in progress') ? 'already-in-progress' : 'agent-refused';
}

/** It was stopped and is not back: neither done nor without consequences. */
function verdictAtDeadline(reason: RestartReason): Verdict {
  if (isDown(reason)) {
    return { outcome: 'partial', code: 'not-back', text: `did not come back: ${reason.sentence}` };
  }
  if (reason.code === 'not-streaming' || reason.code === 'not-primary') {
    return { outcome: 'partial', code: reason.code, text: `was restarted, but is ${reason.sentence}` };
  }
  return { outcome: 'unknown', code: 'deadline', text: `not back at the deadline: ${reason.sentence}` };
}

function isDown({ code, sentence }: RestartReason): boolean {
  return code === 'not-running' && FAILED_STATES.some((state) => sentence.startsWith(state));
}

function described({ outcome, code, text }: Verdict, reply: AgentReply | null) {
  const answer = reply?.kind === 'answered' ? reply : null;
  const said = answer?.text ?? (reply !== null && reply.kind !== 'answered' ? reply.problem.message : null);
  return { outcome, code, status: answer?.status ?? null, text: text ?? said ?? '' };
}
