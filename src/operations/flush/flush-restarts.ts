import { ctl } from '../../formats/hint.js';
import {
  combinedOutcome,
  type MemberOutcome,
  outcomeOf,
  problemOf,
  verifyAgent,
} from '../maintenance/order-outcome.js';
import {
  confirmMembers,
  demandAnswers,
  inOrder,
  type MembersPorts,
  type MembersRequest,
  type SelectedMember,
  selectMembers,
} from '../maintenance/select-members.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Notes } from '../ports/dcs-ports.js';
import type { AgentOrders, Agents, AskedMember } from '../ports/ports.js';
import type { FlushedRestart, FlushReport, TellFlush } from './flush-report.js';

export interface FlushPorts extends MembersPorts {
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly notes: Notes;
}

/** The agent answers from memory. */
const ANSWER_MS = 10_000;

/** Takes back the scheduled restarts of members, which their agents keep in memory. */
export async function flushRestarts(
  ports: FlushPorts,
  request: MembersRequest & { readonly deadlineMs: number | null },
  tell: TellFlush,
): Promise<FlushReport> {
  await demandAnswers(ports, request);
  const selected = await selectMembers(ports, request, tell);
  const at = ports.clock.now().toISOString();
  await confirmMembers(ports, request, selected.members);
  const { scope } = selected;
  const { dryRun, deadlineMs } = request;
  const members = await inOrder(
    selected.members.map((each) => flushRestart(ports, scope, each, dryRun, deadlineMs ?? ANSWER_MS)),
    (flushed) => tell({ kind: 'restart', dryRun, flushed }),
  );
  const failed = members.filter(({ outcome }) => outcome !== 'done');
  const outcome = combinedOutcome(members.map((each) => each.outcome));
  return {
    outcome,
    code: outcome === 'done' ? codeOf(members) : (failed[0]?.code ?? null),
    warnings: [...selected.warnings, ...(await readPauseWarnings(ports, scope, selected.members))],
    errors: failed.map((each) => problemOf(each, ctl('list', { scope, group: each.group }, [], { e: true }))),
    scope,
    target: 'restart',
    dryRun,
    at,
    members,
    switchover: null,
  };
}

async function flushRestart(
  { agents, orders }: Pick<FlushPorts, 'agents' | 'orders'>,
  scope: string,
  { group, member }: SelectedMember,
  dryRun: boolean,
  timeoutMs: number,
): Promise<FlushedRestart> {
  const { name, apiUrl } = member;
  const asked: AskedMember = { scope, name, apiUrl };
  const stored = member.scheduledRestart?.at ?? null;
  const agent = await verifyAgent(agents, asked);
  if (!agent.ok) {
    const unsent = stored === null ? nothing(name, 'none by its key in etcd') : agent.outcome;
    return { ...unsent, group, scheduledAt: stored };
  }
  const scheduledAt = agent.status.scheduledRestartAt;
  if (scheduledAt === null) return { ...nothing(name, 'none is scheduled'), group, scheduledAt };
  if (dryRun) return { ...doneWith(name, null, 'would be flushed'), group, scheduledAt };
  const reply = await orders.send(asked, { verb: 'cancel-restart' }, timeoutMs);
  return { ...(await settle(agents, asked, reply)), group, scheduledAt };
}

/** Whatever the agent has answered, its own status afterwards decides. */
async function settle(agents: Agents, asked: AskedMember, reply: AgentReply): Promise<MemberOutcome> {
  const answered = outcomeOf(asked.name, reply, { done: [200], accepted: [] });
  if (answered.outcome === 'done') return answered;
  const agent = await verifyAgent(agents, asked);
  if (!agent.ok || agent.status.scheduledRestartAt !== null) return answered;
  // Gone without a word of the agent: it may have been carried out.
  return { ...nothing(asked.name, answered.text), status: answered.status };
}

function nothing(member: string, text: string): MemberOutcome {
  return { ...doneWith(member, null, text), code: 'nothing-scheduled' };
}

function doneWith(member: string, status: number | null, text: string): MemberOutcome {
  return { member, outcome: 'done', code: null, status, text };
}

function codeOf(members: readonly FlushedRestart[]): string | null {
  return members.every(({ code }) => code === 'nothing-scheduled') ? 'nothing-scheduled' : null;
}
