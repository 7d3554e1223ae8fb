import { isPaused } from '../../cluster/model/dynamic-config.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import type { Schedule } from '../../formats/schedule.js';
import {
  combinedOutcome,
  type MemberOutcome,
  outcomeOf,
  problemOf,
  verifyAgent,
} from '../maintenance/order-outcome.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { RestartVerdict } from './conclude-restart.js';
import { restartOrder } from './restart-member.js';
import type { StepReport, TellRestart } from './restart-report.js';
import type { RestartPorts, RestartRequest } from './restart-request.js';
import { unbegunStep } from './turn.js';

/** Agents answer at once. */
const ANSWER_MS = 10_000;

/** Each agent keeps its schedule in its own memory; it is lost when the agent ends. */
export async function scheduleRestarts(
  ports: RestartPorts,
  request: RestartRequest,
  scope: string,
  selected: readonly SelectedMember[],
  schedule: Schedule,
  postgresVersion: string | null,
  tell: TellRestart,
): Promise<{ readonly steps: StepReport[]; readonly verdict: ScheduledVerdict }> {
  const steps: StepReport[] = [];
  const outcomes: MemberOutcome[] = [];
  for (const [index, each] of selected.entries()) {
    const member = request.dryRun
      ? wouldBe(each)
      : await scheduleOne(ports, request, scope, each, schedule, postgresVersion);
    if (!request.dryRun) tell({ kind: 'answer', scheduled: true, member });
    outcomes.push(member);
    const { outcome, code, status, text } = member;
    steps.push({ ...scheduledStep(each, index + 1), outcome, code, status, text });
  }
  return { steps, verdict: verdictOn(outcomes, { scope, group: request.group }) };
}

function scheduledStep({ group, cluster, member }: SelectedMember, number: number): StepReport {
  const role = cluster.leader?.name === member.name ? 'leader' : 'replica';
  return unbegunStep({ member: member.name, group, role, action: 'restart', again: false }, number);
}

export function refusePausedSchedule(selected: readonly SelectedMember[], scope: string): void {
  if (!selected.some(({ cluster }) => isPaused(cluster.config))) return;
  throw new Failure('refused', 'paused-no-schedule', "Can't schedule restart in the paused state", {
    subject: scope,
    next: hint`end the maintenance mode first`,
  });
}

/** Each agent looks at its own clock. */
export function scheduleWarnings(selected: readonly SelectedMember[]): Problem[] {
  const leader = selected.find(({ cluster, member }) => cluster.leader?.name === member.name);
  if (selected.length < 2) return [];
  const included = leader === undefined ? '' : `, the leader ${leader.member.name} included`;
  const message = `all ${selected.length} members are going to restart at the same time${included}`;
  return [{ code: 'scheduled-together', message, subject: leader?.member.name ?? null, next: null }];
}

function wouldBe({ member }: SelectedMember): MemberOutcome {
  return { member: member.name, outcome: 'done', code: null, status: null, text: 'would be scheduled' };
}

async function scheduleOne(
  ports: RestartPorts,
  request: RestartRequest,
  scope: string,
  { member }: SelectedMember,
  schedule: Schedule,
  postgresVersion: string | null,
): Promise<MemberOutcome> {
  const { name, apiUrl } = member;
  const asked = { scope, name, apiUrl };
  const agent = await verifyAgent(ports.agents, asked);
  if (!agent.ok) return agent.outcome;
  if (request.replacesSchedule && agent.status.scheduledRestartAt !== null) {
    const reply = await ports.orders.send(asked, { verb: 'cancel-restart' }, ANSWER_MS);
    const cancelled = outcomeOf(name, reply, { done: [200, 404], accepted: [] });
    if (cancelled.outcome !== 'done') return cancelled;
  }
  const order = { verb: 'restart', ...restartOrder(request, postgresVersion, schedule.iso) } as const;
  const reply = await ports.orders.send(asked, order, ANSWER_MS);
  const outcome = outcomeOf(name, reply, { done: [], accepted: [202] });
  if (outcome.status === 409) return { ...outcome, code: 'already-scheduled' };
  return reply.kind === 'doubtful' ? settle(ports, asked, outcome, reply, schedule) : outcome;
}

/** After a lost answer the agent itself tells what it has in its memory. */
async function settle(
  { agents }: RestartPorts,
  asked: Parameters<RestartPorts['agents']['readStatus']>[0],
  outcome: MemberOutcome,
  { problem }: Extract<AgentReply, { readonly kind: 'doubtful' }>,
  schedule: Schedule,
): Promise<MemberOutcome> {
  const answer = await agents.readStatus(asked);
  const stored = answer.ok ? Date.parse(answer.value.scheduledRestartAt ?? '') : Number.NaN;
  if (stored !== schedule.at) return outcome;
  return { ...outcome, outcome: 'accepted', code: null, text: `${problem.message}; but it is scheduled` };
}

type ScheduledVerdict = Pick<RestartVerdict, 'outcome' | 'code' | 'errors'>;

function verdictOn(
  outcomes: readonly MemberOutcome[],
  place: { readonly scope: string; readonly group: number | null },
): ScheduledVerdict {
  const failed = outcomes.filter(({ outcome }) => outcome !== 'accepted' && outcome !== 'done');
  const next = (each: MemberOutcome): Hint | null =>
    each.code === 'already-scheduled'
      ? hint`--replace-scheduled, or first: ${ctl('flush', place, [each.member, 'restart'])}`
      : null;
  return {
    outcome: combinedOutcome(outcomes.map(({ outcome }) => outcome)),
    code: failed[0]?.code ?? null,
    errors: failed.map((each) => problemOf(each, next(each))),
  };
}
