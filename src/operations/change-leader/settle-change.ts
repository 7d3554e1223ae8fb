import type { Cluster } from '../../cluster/cluster.js';
import { isStandbyCluster } from '../../cluster/dynamic-config.js';
import type { ChangeEvidence, ChangeRequest, Refusal } from '../../cluster/leader-change/change-request.js';
import { judgeEach } from '../../cluster/leader-change/judge-candidate.js';
import { planChange } from '../../cluster/leader-change/plan-change.js';
import {
  possibleCandidates,
  refuseCandidate,
  refusePause,
  refusePausedStandbyCluster,
  refuseSchedule,
  refuseUnnamedFailover,
  refuseWithoutCandidates,
  refuseWithoutLeader,
  refuseWrongLeader,
} from '../../cluster/leader-change/refusals.js';
import { Failure } from '../../errors.js';
import { formatLocalTime } from '../../formats/instants.js';
import { describeSchedule, parseSchedule, type Schedule } from '../../formats/schedule.js';
import type { Choice } from '../ports.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';

/** A request with every question answered. */
export interface SettledChange {
  readonly request: ChangeRequest;
  readonly schedule: Schedule | null;
}

interface Asking {
  readonly ports: ChangePorts;
  readonly typed: ChangeLeaderRequest;
  readonly scope: string;
  readonly cluster: Cluster;
  /** On its way while questions are asked. */
  readonly evidence: Promise<ChangeEvidence>;
  readonly tell: Tell;
}

/** Whether there is anybody who answers questions. */
export function isAttended({ unattended, dryRun }: ChangeLeaderRequest): boolean {
  return !unattended && !dryRun;
}

/** Asks for what was not typed, in patronictl's order, and refuses what cannot be as soon as it is known. */
export async function settleChange(asking: Asking): Promise<SettledChange> {
  const { typed, scope, cluster } = asking;
  const { kind } = typed;
  const leader = kind === 'switchover' ? await settleLeader(asking) : null;
  check(refuseWithoutCandidates(kind, cluster));
  check(refusePausedStandbyCluster(cluster, scope, kind));
  const candidate = await settleCandidate(asking);
  if (kind === 'failover' && candidate === null) throw refusalFailure(refuseUnnamedFailover());
  check(refusePause(kind, cluster, candidate));
  if (candidate !== null) check(refuseCandidate(kind, cluster, scope, candidate));
  const schedule = kind === 'switchover' ? await settleSchedule(asking) : null;
  const { replacesSchedule, allowsDataLoss } = typed;
  return {
    request: {
      kind,
      scope,
      leader,
      candidate,
      scheduledAt: schedule?.at ?? null,
      replacesSchedule,
      // Who can be asked is asked before anything is sent.
      allowsDataLoss: allowsDataLoss || isAttended(typed),
    },
    schedule,
  };
}

async function settleLeader({ ports, typed, scope, cluster }: Asking): Promise<string> {
  check(refuseWithoutLeader(cluster, scope));
  const current = cluster.leader?.name ?? '';
  const asks = typed.leader === null && isAttended(typed);
  const question = isStandbyCluster(cluster.config) ? 'Standby Leader' : 'Primary';
  const leader = asks
    ? await ports.questions.askText({ question, standard: current, option: '--leader' })
    : (typed.leader ?? current);
  check(refuseWrongLeader(cluster, scope, leader));
  return leader;
}

async function settleCandidate({ ports, typed, scope, cluster, evidence }: Asking): Promise<string | null> {
  if (typed.candidate !== null || !isAttended(typed)) return typed.candidate;
  const names = possibleCandidates(cluster);
  const title =
    typed.kind === 'switchover' ? 'Candidate' : 'Candidate (whoever is chosen becomes the leader)';
  const answer = await ports.questions.askChoice({
    question: `Candidate [${names.map((name) => `'${name}'`).join(', ')}]`,
    title,
    standard: '',
    option: '--candidate',
    choices: choicesOf(typed, scope, cluster, await evidence),
  });
  return answer === '' ? null : answer;
}

function choicesOf(
  { kind, leader }: ChangeLeaderRequest,
  scope: string,
  cluster: Cluster,
  evidence: ChangeEvidence,
): Choice[] {
  const anyone: ChangeRequest = {
    kind,
    scope,
    leader: kind === 'switchover' ? (leader ?? cluster.leader?.name ?? null) : null,
    candidate: null,
    scheduledAt: null,
    replacesSchedule: true,
    allowsDataLoss: true,
  };
  const { plan } = planChange(anyone, evidence);
  const verdicts = judgeEach(kind, evidence);
  const any: Choice[] =
    kind === 'failover' ? [] : [{ value: '', remark: plan.whyWinner ?? 'the healthiest', disabled: null }];
  const named = verdicts.map(({ member, eligible, reasons }): Choice => {
    const [first] = reasons;
    const remark = first === undefined ? 'eligible' : `${first.code}: ${first.sentence}`;
    return { value: member, remark, disabled: eligible ? null : remark };
  });
  return [...any, ...named];
}

async function settleSchedule(asking: Asking): Promise<Schedule | null> {
  const { ports, typed, scope, cluster, tell } = asking;
  const now = ports.clock.now();
  const hourAhead = formatLocalTime(new Date(now.getTime() + 3_600_000))
    .slice(0, 16)
    .replace(' ', 'T');
  const text =
    typed.scheduled ??
    (isAttended(typed)
      ? await ports.questions.askText({
          question: `When should the switchover take place (e.g. ${hourAhead} ) `,
          standard: 'now',
          option: '--scheduled',
        })
      : 'now');
  const schedule = parseSchedule(text, now, (date) => -date.getTimezoneOffset());
  if (schedule === null) return null;
  if ('error' in schedule) {
    throw new Failure('usage', 'bad-schedule', schedule.error, { subject: '--scheduled' });
  }
  check(refuseSchedule(cluster, scope, schedule.at, now.getTime(), typed.replacesSchedule));
  const described = describeSchedule(schedule, now);
  if (schedule.zone === 'local' && !isAttended(typed)) {
    const message = `--scheduled ${text} has no offset, and nobody can confirm that it means ${described}`;
    throw new Failure('usage', 'schedule-without-offset', message, {
      subject: '--scheduled',
      next: `--scheduled ${schedule.iso}`,
    });
  }
  tell({ kind: 'remark', sentence: `The schedule means ${described}.` });
  return schedule;
}

/** patronictl's closing question, and before it the one about commits that the candidate may lack. */
export async function confirmChange(
  { questions }: Pick<ChangePorts, 'questions'>,
  cluster: Cluster,
  { request, schedule }: SettledChange,
  risksCommits: boolean,
): Promise<void> {
  const { kind, scope, candidate } = request;
  if (risksCommits) {
    const question = `Are you sure you want to failover to the asynchronous node ${candidate}?`;
    if (!(await questions.confirm(question, '--allow-data-loss'))) throw aborted(`Aborting ${kind}`);
  }
  const demoting = cluster.leader === null ? '' : `, demoting current leader ${cluster.leader.name}`;
  const what =
    schedule === null
      ? `${kind} cluster ${scope}`
      : `schedule switchover of cluster ${scope} at ${schedule.iso}`;
  const isSure = await questions.confirm(`Are you sure you want to ${what}${demoting}?`, '--yes');
  if (!isSure) throw aborted(schedule === null ? `Aborting ${kind}` : 'Aborting scheduled switchover');
}

function aborted(message: string): Failure {
  return new Failure('cancelled', 'cancelled', message);
}

function check(refusal: Refusal | null): void {
  if (refusal !== null) throw refusalFailure(refusal);
}

export function refusalFailure({ outcome, code, message, subject, next }: Refusal): Failure {
  return new Failure(outcome, code, message, {
    ...(subject === null ? {} : { subject }),
    ...(next === null ? {} : { next }),
  });
}
