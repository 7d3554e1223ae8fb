import { refuseSchedule } from '../../cluster/change-leader/refusals.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { formatLocalTime } from '../../formats/instants.js';
import { describeSchedule, parseSchedule, type Schedule } from '../../formats/schedule.js';
import { isAttended } from './demand-answers.js';
import { refusalFailure } from './refusal-failure.js';
import type { Asking } from './settle-change.js';

const HOUR_MS = 3_600_000;

/** When it is to happen; null for at once. A time without an offset needs somebody who confirms what it means. */
export async function settleSchedule(asking: Asking, candidate: string | null): Promise<Schedule | null> {
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
