import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { Hint } from '../../formats/hint.js';
import { type MemberOutcome, outcomeOf, verifyAgent } from '../maintenance/order-outcome.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { AgentReply } from '../ports/agent-order.js';
import { type ReinitializeRequest, type ReinitPorts, reinitCommand } from './reinit-request.js';

/** A member that was asked, and how its agent saw it before. */
export interface AskedReinit {
  readonly selected: SelectedMember;
  readonly before: MemberStatus | null;
  readonly outcome: MemberOutcome;
  /** What to do about it. */
  readonly next: Hint | null;
  /** By the monotonic clock. */
  readonly startedAt: number;
}

/** The agent may wait for its own cycle to let go of a lock. */
const ANSWER_MS = 30_000;
const IN_PROGRESS = / already in progress$/;

/** Asks the agent of the member itself; if that is busy, it is asked once more to drop what it does, but only if the operator says so. */
export async function sendReinit(
  ports: ReinitPorts,
  scope: string,
  selected: SelectedMember,
  request: ReinitializeRequest,
): Promise<AskedReinit> {
  const { name, apiUrl } = selected.member;
  const startedAt = ports.clock.monotonicMs();
  const agent = await verifyAgent(ports.agents, { scope, name, apiUrl });
  if (!agent.ok) return { selected, before: null, outcome: agent.outcome, next: null, startedAt };
  const { fromLeader, cancelsRunning } = request;
  const send = (force: boolean): Promise<AgentReply> =>
    ports.orders.send({ scope, name, apiUrl }, { verb: 'reinitialize', force, fromLeader }, ANSWER_MS);
  const first = await send(cancelsRunning);
  const reply = (await mayCancel(ports, request, first)) ? await send(true) : first;
  const outcome = await settle(ports, scope, selected, agent.status, judge(name, reply));
  const isBusy = outcome.code === 'already-in-progress' && !cancelsRunning;
  const next = isBusy ? reinitCommand(request, [name], { 'cancel-running': true }) : null;
  return { selected, before: agent.status, outcome, next, startedAt };
}

/** After a lost answer the member itself tells: it begins at once. */
async function settle(
  { agents, clock }: ReinitPorts,
  scope: string,
  { member: { name, apiUrl } }: SelectedMember,
  before: MemberStatus,
  outcome: MemberOutcome,
): Promise<MemberOutcome> {
  if (outcome.outcome !== 'unknown') return outcome;
  for (let waitedMs = 0; waitedMs <= SETTLE_MS; waitedMs += SETTLE_STEP_MS) {
    const answer = await agents.readStatus({ scope, name, apiUrl });
    if (answer.ok && hasBegun(before, answer.value)) {
      return { ...outcome, outcome: 'accepted', code: null, text: `${outcome.text}; but it has begun` };
    }
    await clock.sleep(SETTLE_STEP_MS);
  }
  return outcome;
}

const SETTLE_MS = 5000;
const SETTLE_STEP_MS = 500;

function hasBegun(before: MemberStatus, { state, startedAt }: MemberStatus): boolean {
  if (state === 'creating replica') return before.state !== state;
  return before.state === 'running' && (state === 'stopping' || startedAt !== before.startedAt);
}

async function mayCancel(
  { questions }: ReinitPorts,
  { cancelsRunning, unattended }: ReinitializeRequest,
  reply: AgentReply,
): Promise<boolean> {
  if (cancelsRunning || unattended || !isInProgress(reply) || !(await questions.canAsk())) return false;
  return questions.confirm('Do you want to cancel it and reinitialize anyway?', '--cancel-running');
}

function isInProgress(reply: AgentReply): boolean {
  return reply.kind === 'answered' && reply.status === 503 && IN_PROGRESS.test(reply.text);
}

function judge(member: string, reply: AgentReply): MemberOutcome {
  const outcome = outcomeOf(member, reply, { done: [], accepted: [200] });
  if (outcome.outcome !== 'refused') return outcome;
  return { ...outcome, code: isInProgress(reply) ? 'already-in-progress' : codeOf(outcome.text) };
}

/** ha.py, reinitialize. */
function codeOf(text: string): string {
  if (text.startsWith('Cluster has no leader')) return 'no-leader';
  return text.startsWith('I am the leader') ? 'member-is-leader' : 'agent-refused';
}
