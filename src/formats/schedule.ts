import { formatDuration } from './durations.js';

/** A moment that something is planned for. */
export interface Schedule {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether the offset was given, or is the local zone's. */
  readonly zone: 'given' | 'local';
  /** As Python's `datetime.isoformat` writes it. */
  readonly iso: string;
}

/** Null is at once. */
export type ParsedSchedule = Schedule | { readonly error: string } | null;

// A date, a time, an offset; before a time alone there may be a T.
const SHAPE = /^(?:(?:(\d[-/\d]*)(?:T|\s+)|(T))?)(\d[\d:.,]*)\s*(Z|UTC|GMT|[-+][\d:]+)?$/i;

/** How many minutes the clocks of the local zone are before UTC at a moment; `+01:00` is 60. */
type OffsetMinutes = (date: Date) => number;

interface LocalTime {
  /** The offsets at which clocks show it: none if they skip it, two if they show it twice. */
  readonly fitting: readonly number[];
  /** The offset of the day before. */
  readonly before: number;
}

const DAY_MS = 86_400_000;

/**
 * `now`, or a time as patronictl's dateutil reads it, as far as it can mean one thing only: ISO 8601, a space in place of the T,
 * or a time of today. Without an offset the local zone counts.
 */
export function parseSchedule(text: string, now: Date, localOffset: OffsetMinutes): ParsedSchedule {
  const typed = text.trim();
  if (typed === '' || typed === 'now') return null;
  const wrong = (reason = '') => ({
    error: `Unable to parse scheduled timestamp (${typed}). It should be in an unambiguous format (e.g. ISO 8601)${reason}`,
  });
  if (decodeDate(typed) !== null) return wrong(`; a time is needed, such as ${typed}T10:00`);
  const [, day, letter, clock, zone] = SHAPE.exec(typed) ?? [];
  const today = isoOf(now.getTime(), localOffset(now)).slice(0, 10);
  const date = day === undefined ? today : decodeDate(day);
  const time = decodeTime(clock ?? '', day !== undefined || letter !== undefined);
  const offset = zone === undefined ? null : decodeOffset(zone);
  if (date === null || time === null || offset === undefined) return wrong();

  const seconds = `${date}T${time.clock}`;
  const naive = Date.parse(`${seconds}Z`);
  if (Number.isNaN(naive) || !isoOf(naive, 0).startsWith(seconds) || seconds.startsWith('0000')) {
    return wrong('; there is no such time');
  }
  const scheduleOf = (minutes: number): Schedule => ({
    at: naive - minutes * 60_000 + Math.floor(Number(time.micros) / 1000),
    zone: offset === null ? 'local' : 'given',
    iso: isoOf(naive - minutes * 60_000, minutes, time.micros),
  });
  if (offset !== null) return scheduleOf(offset);
  const { fitting, before } = resolveLocal(naive, localOffset);
  const [only, ...others] = fitting.map(scheduleOf);
  if (only === undefined) {
    const example = scheduleOf(before).iso.slice(-6);
    return wrong(`; the clocks of the local zone skip this time: give an offset, such as ${example}`);
  }
  if (others.length === 0) return only;
  const choices = [only, ...others].map(({ iso }) => iso.slice(-6)).join(' or ');
  return wrong(`; the clocks of the local zone show this time twice: give an offset, ${choices}`);
}

/** The year first, as only then nobody can take the day for the month. */
function decodeDate(text: string): string | null {
  const long = /^(\d{4})([-/])(\d\d?)\2(\d\d?)$/.exec(text);
  const short = /^(\d{4})()(\d\d)(\d\d)$/.exec(text);
  const [, year, , month, day] = long ?? short ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Without colons only where it cannot be taken for a date. */
function decodeTime(text: string, mayBeShort: boolean): { clock: string; micros: string } | null {
  const long = /^(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?$/.exec(text);
  const short = mayBeShort ? /^(\d\d)(?:(\d\d)(\d\d)?)?$/.exec(text) : null;
  const [, hours, minutes = '00', seconds = '00', fraction = ''] = long ?? short ?? [];
  if (hours === undefined) return null;
  const clock = `${hours.padStart(2, '0')}:${minutes}:${seconds}`;
  return { clock, micros: fraction.slice(0, 6).padEnd(6, '0') };
}

/** Minutes east of UTC; undefined if there is no such offset. */
function decodeOffset(text: string): number | undefined {
  if (/^[a-z]/i.test(text)) return 0;
  const long = /^([-+])(\d\d?)(?::(\d\d))?$/.exec(text);
  const short = /^([-+])(\d\d)(\d\d)$/.exec(text);
  const [, sign, hours, minutes = '0'] = long ?? short ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const east = Number(hours) * 60 + Number(minutes);
  return sign === '-' && east > 0 ? -east : east;
}

/** `2030-01-01T10:00:00+01:00 (09:00:00 UTC, in 3 h 20 min)`. */
export function describeSchedule({ at, iso }: Schedule, now: Date): string {
  const utc = isoOf(at, 0).slice(0, 19).split('T');
  const time = iso.startsWith(`${utc[0]}T`) ? utc[1] : utc.join(' ');
  const ms = at - now.getTime();
  const distance = formatDistance(Math.abs(ms));
  const parts = [
    ...(iso.endsWith('+00:00') ? [] : [`${time} UTC`]),
    ms < 0 ? `${distance} ago` : `in ${distance}`,
  ];
  return `${iso} (${parts.join(', ')})`;
}

function formatDistance(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  if (hours < 48) return formatDuration(ms);
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The offsets for what the clocks of a zone show; `naive` are milliseconds as if it were UTC. */
function resolveLocal(naive: number, offsetOf: OffsetMinutes): LocalTime {
  const before = offsetOf(new Date(naive - DAY_MS));
  const after = offsetOf(new Date(naive + DAY_MS));
  const fitting = [...new Set([before, after])].filter(
    (offset) => offsetOf(new Date(naive - offset * 60_000)) === offset,
  );
  return { fitting, before };
}

/** As Python's `datetime.isoformat`, at an offset. Microseconds are six digits. */
function isoOf(at: number, offsetMinutes: number, micros = '000000'): string {
  const local = new Date(at + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const east = Math.abs(offsetMinutes);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const fraction = Number(micros) === 0 ? '' : `.${micros}`;
  return `${local}${fraction}${sign}${two(east / 60)}:${two(east % 60)}`;
}
