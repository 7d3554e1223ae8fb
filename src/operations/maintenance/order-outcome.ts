import type { MemberStatus } from '../../cluster/model/member-status.js';
import { answerMeaning } from '../../cluster/model/order-answer.js';
import type { Outcome, Problem } from '../../errors.js';
import type { Hint } from '../../formats/hint.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Agents, AskedMember } from '../ports/ports.js';

/** How an order to one member ended. */
export interface MemberOutcome {
  readonly member: string;
  readonly outcome: Outcome;
  readonly code: string | null;
  /** Of the agent's answer; null if none came. */
  readonly status: number | null;
  /** In the agent's words, or why there is no answer. */
  readonly text: string;
}

/** What the agent of a member says, or how an order to it ends that is therefore not sent. */
type VerifiedAgent =
  | { readonly ok: true; readonly status: MemberStatus }
  | { readonly ok: false; readonly outcome: MemberOutcome };

/**
 * What a reply means where the status alone decides (contract: what may have been received is unknown, never refused). `accepted` lists
 * the statuses that mean that the agent has taken the order.
 */
export function outcomeOf(
  member: string,
  reply: AgentReply,
  statuses: { readonly done: readonly number[]; readonly accepted: readonly number[] },
): MemberOutcome {
  if (reply.kind !== 'answered') {
    const { code, message: text } = reply.problem;
    const outcome = reply.kind === 'doubtful' ? 'unknown' : 'unreachable';
    return { member, outcome, code, status: null, text };
  }
  const { status, text } = reply;
  const meaning = answerMeaning(status, text);
  if (meaning === 'unclear')
    return { member, outcome: 'unknown', code: 'agent-answer', status, text: unclear(text) };
  if (statuses.done.includes(status)) return { member, outcome: 'done', code: null, status, text };
  if (statuses.accepted.includes(status)) return { member, outcome: 'accepted', code: null, status, text };
  if (meaning === 'refused') return { member, outcome: 'refused', code: 'agent-refused', status, text };
  return { member, outcome: 'unknown', code: 'agent-answer', status, text: unclear(text) };
}

function unclear(text: string): string {
  const words = text === '' ? 'not in the words of an agent' : text;
  return `${words}; whether it was done is not known`;
}

/** All alike: that outcome; else `partial`. */
export function combinedOutcome(outcomes: readonly Outcome[]): Outcome {
  const [first = 'done'] = outcomes;
  if (outcomes.every((outcome) => outcome === first)) return first;
  return outcomes.every((outcome) => ['done', 'accepted'].includes(outcome)) ? 'accepted' : 'partial';
}

export function problemOf({ member, code, text }: MemberOutcome, next: Hint | null): Problem {
  return { code: code ?? 'failed', message: `${member}: ${text}`, subject: member, next };
}

/** Before anything is asked for: the agent that answers must be the one of the member that is meant. */
export async function verifyAgent(agents: Agents, member: AskedMember): Promise<VerifiedAgent> {
  const answer = await agents.readStatus(member);
  if (answer.ok) return { ok: true, status: answer.value };
  const { code, message: text } = answer.problem;
  const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
  return { ok: false, outcome: { member: member.name, outcome, code, status: null, text } };
}
