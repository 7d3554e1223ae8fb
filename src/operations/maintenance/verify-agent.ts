import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { Agents, AskedMember } from '../ports/ports.js';
import type { MemberOutcome } from './order-outcome.js';

/** What the agent of a member says, or how an order to it ends that is therefore not sent. */
export type VerifiedAgent =
  | { readonly ok: true; readonly status: MemberStatus }
  | { readonly ok: false; readonly outcome: MemberOutcome };

/** Before anything is asked for: the agent that answers must be the one of the member that is meant. */
export async function verifyAgent(agents: Agents, member: AskedMember): Promise<VerifiedAgent> {
  const answer = await agents.readStatus(member);
  if (answer.ok) return { ok: true, status: answer.value };
  const { code, message: text } = answer.problem;
  const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
  return { ok: false, outcome: { member: member.name, outcome, code, status: null, text } };
}
