import { versionLimit } from '../../cluster/restart/postgres-version-limit.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { formatLocalTime } from '../../formats/instants.js';
import { describeSchedule, parseSchedule, type Schedule } from '../../formats/schedule.js';
import type { TellRestart } from './restart-report.js';
import { isAttended, type RestartPorts, type RestartRequest } from './restart-request.js';

const HOUR_MS = 3_600_000;

/** When it is to happen; null for at once. A time without an offset needs somebody who confirms what it means. */
export async function settleSchedule(
  { clock, questions }: RestartPorts,
  request: RestartRequest,
  tell: TellRestart,
): Promise<Schedule | null> {
  const now = clock.now();
  const attended = isAttended(request);
  const asks = attended && request.rolling === null && request.startedBefore === null;
  const text = request.scheduled ?? (asks ? await askTime(questions, now) : 'now');
  const schedule = parseSchedule(text, now, (date) => -date.getTimezoneOffset());
  if (schedule === null) return null;
  const subject = '--scheduled';
  if ('error' in schedule) throw new Failure('usage', 'bad-schedule', schedule.error, { subject });
  const described = describeSchedule(schedule, now);
  if (schedule.at <= now.getTime()) {
    const message = `Cannot schedule restart in the past: ${described}`;
    throw new Failure('refused', 'schedule-in-past', message, { subject });
  }
  if (schedule.zone === 'local' && !attended) {
    const message = `--scheduled ${text} has no offset, and nobody can confirm that it means ${described}`;
    const next = hint`--scheduled ${schedule.iso}`;
    throw new Failure('usage', 'schedule-without-offset', message, { subject, next });
  }
  tell({ kind: 'remark', sentence: `The schedule means ${described}.` });
  return schedule;
}

function askTime(questions: RestartPorts['questions'], now: Date): Promise<string> {
  const example = formatLocalTime(new Date(now.getTime() + HOUR_MS))
    .slice(0, 16)
    .replace(' ', 'T');
  return questions.askText({
    question: `When should the restart take place (e.g. ${example}) `,
    standard: 'now',
    option: '--scheduled',
  });
}

/** Milliseconds since 1970 of `--started-before`; null if it was not given. */
export function startedBeforeOf({ startedBefore }: RestartRequest, now: Date): number | null {
  if (startedBefore === null) return null;
  const subject = '--started-before';
  const moment = parseSchedule(startedBefore, now, (date) => -date.getTimezoneOffset());
  if (moment === null) return now.getTime();
  if ('error' in moment) throw new Failure('usage', 'bad-time', moment.error, { subject });
  if (moment.zone === 'given') return moment.at;
  const message = `${subject} ${startedBefore} has no offset`;
  throw new Failure('usage', 'time-without-offset', message, {
    subject,
    next: hint`${subject} ${moment.iso}`,
  });
}

/** The version that members have to be below; patronictl asks for it last. */
export async function settleVersion(
  { questions }: RestartPorts,
  request: RestartRequest,
): Promise<string | null> {
  const { postgresVersion, rolling } = request;
  if (postgresVersion !== null || rolling !== null || !isAttended(request)) return postgresVersion;
  const typed = await questions.askText({
    question: 'Restart if the PostgreSQL version is less than provided (e.g. 9.5.2) ',
    standard: '',
    option: '--pg-version',
  });
  if (typed === '') return null;
  demandVersion(typed);
  return typed;
}

export function demandVersion(text: string): number {
  const limit = versionLimit(text);
  if (typeof limit === 'number') return limit;
  throw new Failure('usage', 'bad-version', limit.error, { subject: '--pg-version' });
}
