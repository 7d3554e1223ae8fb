import { afterAllStarts } from '../../cluster/restart/start-time.js';
import { Failure, type Problem } from '../../errors.js';
import { type CommandOptions, ctl, type Hint } from '../../formats/hint.js';
import type { Schedule } from '../../formats/schedule.js';
import { elapsedSince, momentNow } from '../following/moment.js';
import {
  confirmMembers,
  demandAnswers,
  type SelectedMember,
  selectMembers,
} from '../maintenance/select-members.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import { chooseNow } from './choose-now.js';
import { planTurns } from './plan-turns.js';
import type { RestartReport, TellRestart } from './restart-report.js';
import { isAttended, type RestartPorts, type RestartRequest } from './restart-request.js';
import { runTurns } from './run-turns.js';
import { refusePausedSchedule, scheduleRestarts, scheduleWarnings } from './schedule-restarts.js';
import { demandVersion, settleSchedule, settleVersion, startedBeforeOf } from './settle-typed.js';
import { surveyPlaces } from './survey.js';
import { unbegunStep } from './turn.js';

const AT_ITS_TIME =
  'The nodes needing a restart will be identified at the scheduled time, and might be different from the ones showing pending restart right now. Is this fine?';

/** Restarts members: at once, one after the other, or at a time that their agents keep in mind. */
export async function restart(
  ports: RestartPorts,
  request: RestartRequest,
  tell: TellRestart,
): Promise<RestartReport> {
  await demandAnswers(ports, request);
  const begun = momentNow(ports.clock);
  const now = begun.at;
  if (request.postgresVersion !== null) demandVersion(request.postgresVersion);
  startedBeforeOf(request, now);
  const { scope, members, warnings } = await selectMembers(ports, request, tell);
  const schedule = await settleSchedule(ports, request, tell);
  const pauses = await readPauseWarnings(ports, scope, members);
  const base: RestartReport = {
    outcome: 'done',
    code: null,
    warnings: [...warnings, ...pauses],
    errors: [],
    scope,
    rolling: request.rolling !== null,
    dryRun: request.dryRun,
    at: now.toISOString(),
    scheduledAt: schedule?.iso ?? null,
    steps: [],
    remarks: [],
    left: [],
    resume: null,
    elapsedMs: 0,
  };
  if (schedule === null) return restartNow(ports, request, base, members, tell);
  const chosen = request.any ? oneOf(members) : members;
  const together = scheduleWarnings(chosen);
  tell({ kind: 'plan', scope, rolling: false, steps: [], remarks: [], warnings: [...pauses, ...together] });
  await confirmRestart(ports, request, chosen, schedule);
  const version = await settleVersion(ports, request);
  refusePausedSchedule(chosen, scope);
  const { steps, verdict } = await scheduleRestarts(ports, request, scope, chosen, schedule, version, tell);
  const elapsedMs = elapsedSince(ports.clock, begun);
  return { ...base, ...verdict, warnings: [...base.warnings, ...together], steps, elapsedMs };
}

/** Who has run longest does not matter at a later time: a replica if there is one. */
function oneOf(members: readonly SelectedMember[]): SelectedMember[] {
  const replica = members.find(({ cluster, member }) => cluster.leader?.name !== member.name);
  return [replica ?? members[0]].filter((each) => each !== undefined);
}

async function restartNow(
  ports: RestartPorts,
  request: RestartRequest,
  base: RestartReport,
  members: readonly SelectedMember[],
  tell: TellRestart,
): Promise<RestartReport> {
  const { scope, rolling } = base;
  const places = await surveyPlaces(ports, scope, members);
  const chosen = chooseNow(members, places, request, ports.clock.now());
  if (chosen.length === 0) return { ...base, code: request.pending ? 'nothing-pending' : 'nothing-to-do' };
  const planned = planTurns(places, chosen, request);
  const steps = planned.turns.map(({ step }, index) => unbegunStep(step, index + 1));
  const warnings = [...base.warnings, ...planned.warnings];
  const report = { ...base, warnings, steps, remarks: planned.remarks };
  if (rolling || request.dryRun)
    tell({ kind: 'plan', scope, rolling, steps, remarks: planned.remarks, warnings });
  else tell({ kind: 'plan', scope, rolling, steps: [], remarks: [], warnings });
  if (planned.refusals.length > 0) return refused(report, planned.refusals);
  if (steps.length === 0) return { ...report, code: 'nothing-to-do' };
  if (request.dryRun) return report;
  await confirmRestart(ports, request, chosen, null);
  const version = await settleVersion(ports, request);
  const starts = planned.turns.map(
    ({ surveyed, step }) => surveyed.baseline.members.get(step.member)?.startedAt ?? null,
  );
  const resume = resumeCommand(request, scope, starts, ports.clock.now());
  const context = { ports, request, scope, tell };
  return { ...report, ...(await runTurns(context, planned.turns, warnings, version, resume)) };
}

function refused(report: RestartReport, refusals: readonly Problem[]): RestartReport {
  const silent = refusals.every(({ code }) => code === 'agent-unreachable');
  const outcome = silent ? 'unreachable' : 'refused';
  return { ...report, outcome, code: refusals[0]?.code ?? null, errors: refusals };
}

/** patronictl's closing questions (ctl.py, confirm_members_action). */
async function confirmRestart(
  ports: RestartPorts,
  request: RestartRequest,
  members: readonly SelectedMember[],
  schedule: Schedule | null,
): Promise<void> {
  if (schedule === null) return confirmMembers(ports, request, members);
  if (!isAttended(request)) return;
  const names = members.map(({ member }) => member.name).join(', ');
  const question = request.pending
    ? AT_ITS_TIME
    : `Are you sure you want to schedule restart of members ${names} at ${schedule.iso.replace('T', ' ')}?`;
  if (await ports.questions.confirm(question, '--yes')) return;
  throw new Failure('cancelled', 'cancelled', 'Aborted scheduled restart');
}

/**
 * The command that continues where this one has ended. With `--pending` the flags of the members tell who is left, else the start
 * time of each PostgreSQL: whoever was started after all of them had been is done.
 */
function resumeCommand(
  request: RestartRequest,
  scope: string,
  starts: readonly (string | null)[],
  now: Date,
): Hint {
  const { names, role, group, pending, rolling, startedBefore, postgresVersion, startTimeout } = request;
  const moment = startedBefore ?? new Date(afterAllStarts(starts) ?? now.getTime()).toISOString();
  return ctl('restart', { scope, group }, names, {
    role: role === 'any' ? null : role,
    ...(rolling === null ? {} : rollOptions(rolling)),
    haproxy: request.haproxy !== null,
    pending,
    'started-before': pending ? null : moment,
    'pg-version': postgresVersion,
    timeout: startTimeout,
    parallel: request.parallel === 1 ? null : request.parallel,
    deadline: request.deadlineMs === null ? null : `${request.deadlineMs}ms`,
  });
}

function rollOptions({
  leader,
  maxLag,
  command,
  allowsDegraded,
  allowsDataLoss,
}: NonNullable<RestartRequest['rolling']>): CommandOptions {
  return {
    rolling: true,
    switchover: leader === 'switchover',
    'skip-leader': leader === 'skip',
    'max-lag': maxLag,
    exec: command,
    'even-if-degraded': allowsDegraded,
    'allow-data-loss': allowsDataLoss,
  };
}
