import type { ReloadSample } from '../../cluster/evidence/reload-evidence.js';
import { loopWait } from '../../cluster/model/dynamic-config.js';
import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { combinedOutcome, outcomeOf, problemOf, verifyAgent } from '../maintenance/order-outcome.js';
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
import type { Notes } from '../ports/dcs-ports.js';
import type { AgentOrders } from '../ports/ports.js';
import { type ProofPorts, proveReload, sampleReload } from './prove-reload.js';
import type { ReloadedMember, ReloadReport, TellReload } from './reload-report.js';

export interface ReloadRequest extends MembersRequest {
  /** Until the reload has shown its effect. */
  readonly wait: boolean;
  /** For the effect; null for two cycles and something. */
  readonly deadlineMs: number | null;
}

type ReloadPorts = MembersPorts & ProofPorts & { readonly orders: AgentOrders; readonly notes: Notes };

/** The agent answers at once. */
const ANSWER_MS = 10_000;
const BEYOND_CYCLES_MS = 10_000;

/** Has the agents of members read their files again, and PostgreSQL its configuration. */
export async function reload(
  ports: ReloadPorts,
  request: ReloadRequest,
  tell: TellReload,
): Promise<ReloadReport> {
  await demandAnswers(ports, request);
  const selected = await selectMembers(ports, request, tell);
  const at = ports.clock.now().toISOString();
  await confirmMembers(ports, request, selected.members);
  const { scope } = selected;
  const { dryRun, wait } = request;
  const asked = await inOrder(
    selected.members.map((each) => askAgent(ports, scope, each, request)),
    ({ member }) => tell({ kind: 'answer', dryRun, member }),
  );
  const members =
    wait && !dryRun ? await followAll(ports, scope, asked, request, tell) : asked.map(({ member }) => member);
  const failed = members.filter(({ outcome }) => !['done', 'accepted'].includes(outcome));
  return {
    outcome: combinedOutcome(members.map(({ outcome }) => outcome)),
    code: failed[0]?.code ?? null,
    warnings: [
      ...selected.warnings,
      ...(await readPauseWarnings(ports, scope, selected.members)),
      ...restartsNeeded(scope, members),
    ],
    errors: failed.map((each) => problemOf(each, null)),
    scope,
    dryRun,
    wait,
    at,
    members,
  };
}

/** A member that was asked, and how it stood before. */
interface Asked {
  readonly selected: SelectedMember;
  readonly member: ReloadedMember;
  readonly before: ReloadSample | null;
}

async function askAgent(
  ports: ReloadPorts,
  scope: string,
  selected: SelectedMember,
  { dryRun, wait }: ReloadRequest,
): Promise<Asked> {
  const { group, cluster, member } = selected;
  const { name, apiUrl } = member;
  const unproved = { evidence: null, configLoadedAt: null, pendingRestart: null };
  const base = { ...unproved, group, loopWait: loopWait(cluster.config) };
  const agent = await verifyAgent(ports.agents, { scope, name, apiUrl });
  if (!agent.ok) return { selected, before: null, member: { ...agent.outcome, ...base } };
  if (dryRun) {
    const outcome = {
      member: name,
      outcome: 'done',
      code: null,
      status: null,
      text: 'would be asked',
    } as const;
    return { selected, before: null, member: { ...outcome, ...base } };
  }
  const before = wait ? await sampleReload(ports, scope, member) : null;
  const reply = await ports.orders.send({ scope, name, apiUrl }, { verb: 'reload' }, ANSWER_MS);
  const outcome = outcomeOf(name, reply, { done: [200], accepted: [202] });
  return { selected, before, member: { ...outcome, ...base } };
}

async function followAll(
  ports: ReloadPorts,
  scope: string,
  asked: readonly Asked[],
  { deadlineMs }: ReloadRequest,
  tell: TellReload,
): Promise<ReloadedMember[]> {
  const { clock, interruption } = ports;
  const start = clock.monotonicMs();
  const waiting = new Set<string>();
  let toldMs = 0;
  const limitOf = ({ loopWait }: ReloadedMember): number => deadlineMs ?? 2000 * loopWait + BEYOND_CYCLES_MS;
  const longestMs = Math.max(...asked.map(({ member }) => limitOf(member)));
  const tellWaiting = (): void => {
    const elapsedMs = clock.monotonicMs() - start;
    if (elapsedMs - toldMs < TELL_MS) return;
    toldMs = elapsedMs;
    tell({ kind: 'waiting', members: [...waiting], elapsedMs, limitMs: longestMs });
  };
  interruption.watch();
  const follow = async ({ member, before, selected }: Asked): Promise<ReloadedMember> => {
    if (before === null || !['accepted', 'unknown'].includes(member.outcome)) return member;
    waiting.add(member.member);
    const limits = { loopWait: member.loopWait, limitMs: limitOf(member) };
    const proof = await proveReload(ports, scope, selected.member, before, limits, tellWaiting);
    waiting.delete(member.member);
    if (proof.evidence !== null) return { ...member, ...proof, outcome: 'done', code: null };
    return { ...member, ...proof, ...(interruption.requested ? INTERRUPTED : NOT_PROVED) };
  };
  return inOrder(asked.map(follow), (member) => tell({ kind: 'effect', member }));
}

const TELL_MS = 1000;
const NOT_PROVED = {
  outcome: 'unknown',
  code: 'not-proved',
  text: 'asked for; no effect was seen in time',
} as const;
const INTERRUPTED = {
  outcome: 'unknown',
  code: 'interrupted',
  text: 'interrupted: the reload has been requested and continues',
} as const;

function restartsNeeded(scope: string, members: readonly ReloadedMember[]): Problem[] {
  return members
    .filter(({ pendingRestart }) => pendingRestart)
    .map(({ member, group }) => ({
      code: 'pending-restart',
      message: `${member}: some of its settings wait for a restart`,
      subject: member,
      next: ctl('restart', { scope, group }, [member], { pending: true }),
    }));
}
