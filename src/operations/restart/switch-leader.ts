import {
  bestEligible,
  describeDiverged,
  divergedCandidates,
} from '../../cluster/change-leader/best-candidate.js';
import { planChange } from '../../cluster/change-leader/plan-change.js';
import { type Baseline, baselineOf } from '../../cluster/restart/baseline.js';
import { Failure, type Problem } from '../../errors.js';
import { changeLeader } from '../change-leader/change-leader.js';
import { gatherEvidence } from '../change-leader/gather-evidence.js';
import { unattendedSwitchover } from '../change-leader/unattended-switchover.js';
import type { Turn } from './turn.js';

/** Has the best candidate of those that are done take over, which restarts the former leader; why that did not work, or null. */
export async function switchLeader(turn: Turn, done: readonly string[]): Promise<Problem | null> {
  const { ports, scope, tell } = turn.context;
  const { place, cluster } = turn.surveyed;
  const { cluster: now } = await turn.look();
  const evidence = await gatherEvidence(ports, scope, now ?? cluster);
  const { plan } = planChange({ ...ANYONE, ...place, leader: turn.step.member }, evidence);
  const verdicts = plan.verdicts.filter(({ member }) => done.includes(member));
  const allowsDataLoss = turn.context.request.rolling?.allowsDataLoss ?? false;
  const [diverged] = divergedCandidates(verdicts);
  const candidate = bestEligible(verdicts) ?? (allowsDataLoss ? (diverged?.member ?? null) : null);
  if (candidate === null) {
    const who = done.join(', ') || 'the restarted members';
    const message = `nobody of ${who} can take over from ${turn.step.member}${describeDiverged(verdicts)}`;
    const code = diverged?.divergence.verdict ?? 'no-candidate';
    return { code, message, subject: turn.step.member, next: null };
  }
  const typed = unattendedSwitchover(place, turn.step.member, candidate, {
    dryRun: false,
    deadlineMs: turn.context.request.deadlineMs,
    allowsDataLoss,
  });
  const report = await changeLeader(ports, typed, (event) => tell({ kind: 'change', event })).catch(unsent);
  if ('code' in report && 'message' in report) return report;
  turn.note({
    status: report.request?.status ?? null,
    text: report.request?.text ?? null,
    outcome: report.outcome,
    code: report.code,
  });
  if (report.outcome !== 'done') {
    const [error] = report.errors;
    const message = `switchover to ${candidate}: ${error?.message ?? report.code ?? report.outcome}`;
    return { code: report.code ?? report.outcome, message, subject: candidate, next: error?.next ?? null };
  }
  await adoptLeader(turn, candidate);
  return null;
}

/** Nothing was sent. */
function unsent(thrown: unknown): Problem {
  if (thrown instanceof Failure) return thrown.problem;
  throw thrown;
}

/** From now on the cluster has to look like this: the candidate leads, and the former leader streams from it. */
async function adoptLeader(turn: Turn, leader: string): Promise<void> {
  const look = await turn.look();
  const { timeline } = baselineOf(look.cluster ?? turn.surveyed.cluster, look.statuses);
  const members = new Map(turn.baseline.members);
  const led = members.get(leader);
  const former = members.get(turn.step.member);
  if (led !== undefined) members.set(leader, { ...led, streaming: false, primary: former?.primary ?? true });
  if (former !== undefined) members.set(turn.step.member, { ...former, streaming: true, primary: false });
  const baseline: Baseline = { ...turn.baseline, leader, timeline, members };
  turn.baseline = baseline;
}

const ANYONE = {
  kind: 'switchover',
  candidate: null,
  scheduledAt: null,
  replacesSchedule: false,
  allowsDataLoss: false,
} as const;
