import { formatDuration } from '../../formats/durations.js';
import { formatLocalTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ClusterReport } from '../../operations/listing/list-members.js';
import type { Style } from '../parts/style.js';

type Pause = NonNullable<ClusterReport['pause']>;

/** `Maintenance mode: on, since 21:40 (12 min), by postgres@db1: "kernel update", until 22:10`. */
export function pauseLine(pause: Pause, at: Date, style: Style): string {
  const { overdue, until } = pause;
  const line = style.warning(visibleText(`Maintenance mode: on${noteText(pause, at)}`));
  const late = overdue && until !== null ? ` ${style.bad(`(overdue by ${elapsed(until, at)})`)}` : '';
  return `${line}${late}${doubtText(pause, style)}`;
}

function noteText({ since, by, host, reason, until }: Pause, at: Date): string {
  if (by === null) return '';
  const begin = since === null ? ', noted' : `, since ${timeText(since, at)} (${elapsed(since, at)}),`;
  const why = reason === null ? '' : `: "${reason}"`;
  return `${begin} by ${by}@${host}${why}${until === null ? '' : `, until ${timeText(until, at)}`}`;
}

function doubtText({ known }: Pause, style: Style): string {
  return known === 'uncertain' ? style.dim(' (noted before the configuration last changed)') : '';
}

/** `21:40` of today, else with its date. */
function timeText(text: string, at: Date): string {
  const local = formatLocalTime(new Date(text)).slice(0, -':00'.length);
  const today = formatLocalTime(at).slice(0, 'YYYY-MM-DD '.length);
  return local.startsWith(today) ? local.slice(today.length) : local;
}

function elapsed(from: string, at: Date): string {
  return formatDuration(Math.max(0, at.getTime() - Date.parse(from)));
}
