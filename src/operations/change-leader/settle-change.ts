import type { ChangeEvidence, ChangeRequest, Refusal } from '../../cluster/change-leader/change-request.js';
import { judgeEach } from '../../cluster/change-leader/judge-candidate.js';
import { planChange } from '../../cluster/change-leader/plan-change.js';
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
} from '../../cluster/change-leader/refusals.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { formatLocalTime } from '../../formats/instants.js';
import { describeSchedule, parseSchedule, type Schedule } from '../../formats/schedule.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Choice } from '../ports/operator-ports.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { refusalFailure } from './changed-meanwhile.js';
import { isAttended } from './demand-answers.js';

/** A request with every question answered. */
export interface SettledChange {
  readonly request: ChangeRequest;
  readonly schedule: Schedule | null;
}

interface Asking {
  readonly ports: ChangePorts;
  readonly typed: ChangeLeaderRequest;
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  /** On its way while questions are asked. */
  readonly evidence: Promise<ChangeEvidence>;
  readonly tell: Tell;
}

const HOUR_MS = 3_600_000;

/** Asks for what was not typed, in patronictl's order, and refuses what cannot be as soon as it is known. */
export async function settleChange(asking: Asking): Promise<SettledChange> {
  const { typed, place, cluster } = asking;
  const { kind, replacesSchedule } = typed;
  const check = (refusal: Refusal | null): void => {
    if (refusal !== null) throw refusalFailure(refusal);
  };
  if (kind === 'switchover') check(refuseWithoutLeader(cluster, place));
  const leader = kind === 'switchover' ? await settleLeader(asking) : null;
  if (leader !== null) check(refuseWrongLeader(cluster, place, leader));
  check(refuseWithoutCandidates(kind, cluster));
  check(refusePausedStandbyCluster(cluster, place.scope, kind));
  const candidate = await settleCandidate(asking);
  if (kind === 'failover' && candidate === null) check(refuseUnnamedFailover());
  check(refusePause(kind, cluster, candidate));
  if (candidate !== null) check(refuseCandidate(kind, cluster, place, candidate));
  const schedule = kind === 'switchover' ? await settleSchedule(asking, candidate) : null;
  // Whoever can be asked is asked before anything is sent.
  const allowsDataLoss = typed.allowsDataLoss || !typed.unattended;
  const scheduledAt = schedule?.at ?? null;
  return {
    request: { kind, ...place, leader, candidate, scheduledAt, replacesSchedule, allowsDataLoss },
    schedule,
  };
}

async function settleLeader({ ports, typed, cluster }: Asking): Promise<string> {
  const current = cluster.leader?.name ?? '';
  if (typed.leader !== null || !isAttended(typed)) return typed.leader ?? current;
  const question = isStandbyCluster(cluster.config) ? 'Standby Leader' : 'Primary';
  return ports.questions.askText({ question, standard: current, option: '--leader' });
}

/** When it is to happen; null for at once. A time without an offset needs somebody who confirms what it means. */
async function settleSchedule(asking: Asking, candidate: string | null): Promise<Schedule | null> {
  const { ports, typed, place, cluster, tell } = asking;
  const now = ports.clock.now();
  const text = typed.scheduled ?? (isAttended(typed) ? await askTime(asking, now) : 'now');
  const schedule = parseSchedule(text, now, (date) => -date.getTimezoneOffset());
  if (schedule === null) return null;
  if ('error' in schedule) {
    throw new Failure('usage', 'bad-schedule', schedule.error, { subject: '--scheduled' });
  }
  const { replacesSchedule } = typed;
  const wanted = { ...place, candidate, scheduledAt: schedule.at, replacesSchedule };
  const refusal = refuseSchedule(cluster, wanted, now.getTime());
  if (refusal !== null) throw refusalFailure(refusal);
  const described = describeSchedule(schedule, now);
  if (schedule.zone === 'local' && !isAttended(typed)) {
    const message = `--scheduled ${text} has no offset, and nobody can confirm that it means ${described}`;
    throw new Failure('usage', 'schedule-without-offset', message, {
      subject: '--scheduled',
      next: hint`--scheduled ${schedule.iso}`,
    });
  }
  tell({ kind: 'remark', sentence: `The schedule means ${described}.` });
  return schedule;
}

function askTime({ ports }: Asking, now: Date): Promise<string> {
  const example = formatLocalTime(new Date(now.getTime() + HOUR_MS))
    .slice(0, 16)
    .replace(' ', 'T');
  return ports.questions.askText({
    question: `When should the switchover take place (e.g. ${example} ) `,
    standard: 'now',
    option: '--scheduled',
  });
}

/** Who is to lead; null if any may win. On a terminal everybody is shown with what the rules say. */
async function settleCandidate({ ports, typed, place, evidence }: Asking): Promise<string | null> {
  if (typed.candidate !== null || !isAttended(typed)) return typed.candidate;
  const gathered = await evidence;
  const names = possibleCandidates(gathered.cluster);
  const title =
    typed.kind === 'switchover' ? 'Candidate' : 'Candidate (whoever is chosen becomes the leader)';
  const answer = await ports.questions.askChoice({
    question: `Candidate [${names.map((name) => `'${name}'`).join(', ')}]`,
    title,
    standard: '',
    option: '--candidate',
    choices: choicesOf(typed, place, gathered),
  });
  return answer === '' ? null : answer;
}

function choicesOf(typed: ChangeLeaderRequest, place: ClusterPlace, evidence: ChangeEvidence): Choice[] {
  const { kind } = typed;
  const anyone: ChangeRequest = {
    kind,
    ...place,
    leader: kind === 'switchover' ? (evidence.cluster.leader?.name ?? null) : null,
    candidate: null,
    scheduledAt: null,
    replacesSchedule: true,
    allowsDataLoss: true,
  };
  const { plan } = planChange(anyone, evidence);
  const any: Choice[] =
    kind === 'failover' ? [] : [{ value: '', remark: plan.whyWinner ?? 'the healthiest', disabled: null }];
  // At the time of a schedule things may look better.
  const isNow = (typed.scheduled ?? 'now') === 'now';
  const named = judgeEach(kind, evidence).map(({ member, eligible, reasons }): Choice => {
    const [first] = reasons;
    const remark = first === undefined ? 'eligible' : `${first.code}: ${first.sentence}`;
    return { value: member, remark, disabled: eligible || !isNow ? null : remark };
  });
  return [...any, ...named];
}
