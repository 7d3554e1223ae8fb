import { type PythonScalar, pythonOpaque } from './python-values.js';

/** Dates and times as psycopg2 reads them from PostgreSQL's ISO notation; null for what Python's have no room for. */

const LAST_DAY = '9999-12-31';
const FIRST_DAY = '0001-01-01';

export function pythonDate(text: string): PythonScalar | null {
  const day = { infinity: LAST_DAY, '-infinity': FIRST_DAY }[text] ?? text;
  if (!/^(?!0000)\d{4}-\d\d-\d\d$/.test(day)) return null;
  return { str: day, repr: `datetime.date(${numbers(day.split('-'))})`, json: null, yaml: day };
}

const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::\d\d){0,2})?$/;

export function pythonTime(text: string): PythonScalar | null {
  const clock = readClock(text);
  return clock === null ? null : pythonOpaque(clock.str, `datetime.time(${clock.arguments()})`);
}

export function pythonTimestamp(text: string, hasZone: boolean): PythonScalar | null {
  const zone = hasZone ? '+00' : '';
  const moment =
    { infinity: `${LAST_DAY} 23:59:59.999999${zone}`, '-infinity': `${FIRST_DAY} 00:00:00${zone}` }[text] ??
    text;
  const [day = '', time = '', ...rest] = moment.split(' ');
  const date = pythonDate(day);
  const clock = readClock(time);
  if (date === null || clock === null || rest.length > 0) return null;
  const str = `${day} ${clock.str}`;
  return {
    str,
    repr: `datetime.datetime(${numbers(day.split('-'))}, ${clock.arguments()})`,
    json: null,
    yaml: str,
  };
}

interface Clock {
  readonly str: string;
  /** As `repr` lists them: the last of hour, minute, second and microsecond are left out if they are 0. */
  arguments(): string;
}

function readClock(text: string): Clock | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, hour = '', minute = '', second = '', fraction = '', offset] = match;
  const micros = fraction.padEnd(6, '0');
  // The end of the day is its beginning for psycopg2.
  const parts = [hour === '24' ? '00' : hour, minute, second];
  const hasMicros = Number(micros) !== 0;
  const zone = offset === undefined ? null : readOffset(offset);
  return {
    str: `${parts.join(':')}${hasMicros ? `.${micros}` : ''}${zone?.str ?? ''}`,
    arguments: () => {
      const kept = hasMicros ? [...parts, micros] : Number(second) === 0 ? parts.slice(0, 2) : parts;
      return `${numbers(kept)}${zone === null ? '' : `, tzinfo=${zone.repr}`}`;
    },
  };
}

function readOffset(offset: string): { readonly str: string; readonly repr: string } {
  const [hours = '0', minutes = '0', seconds = '0'] = offset.slice(1).split(':');
  const total = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const shown = [hours, minutes.padStart(2, '0'), ...(Number(seconds) === 0 ? [] : [seconds])].join(':');
  const signed = offset.startsWith('-') ? -total : total;
  const zone = total === 0 ? 'timezone.utc' : `timezone(${deltaRepr(BigInt(signed) * SECOND)})`;
  return { str: `${offset[0]}${shown}`, repr: `datetime.${zone}` };
}

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

const INTERVAL =
  /^(?:(-?\d+) years? ?)?(?:(-?\+?\d+) mons? ?)?(?:(-?\+?\d+) days? ?)?(?:([-+]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

/** A `timedelta`: a year has 365 days for psycopg2, a month 30. */
export function pythonInterval(text: string): PythonScalar | null {
  const match = text === '' ? null : INTERVAL.exec(text);
  if (match === null) return null;
  const [
    ,
    years = '0',
    months = '0',
    days = '0',
    sign,
    hours = '0',
    minutes = '0',
    seconds = '0',
    fraction = '',
  ] = match;
  const allDays = BigInt(years) * 365n + BigInt(unsigned(months)) * 30n + BigInt(unsigned(days));
  const time =
    ((BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * SECOND +
    BigInt(fraction.padEnd(6, '0'));
  const micros = allDays * DAY + (sign === '-' ? -time : time);
  return pythonOpaque(deltaStr(micros), deltaRepr(micros));
}

function unsigned(text: string): string {
  return text.replace('+', '');
}

/** Days may be negative, what is beside them never. */
function splitDelta(micros: bigint): {
  readonly days: bigint;
  readonly seconds: bigint;
  readonly rest: bigint;
} {
  const time = ((micros % DAY) + DAY) % DAY;
  return { days: (micros - time) / DAY, seconds: time / SECOND, rest: time % SECOND };
}

function deltaStr(micros: bigint): string {
  const { days, seconds, rest } = splitDelta(micros);
  const two = (value: bigint): string => String(value).padStart(2, '0');
  const time = `${seconds / 3600n}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`;
  const plural = days === 1n || days === -1n ? '' : 's';
  return `${days === 0n ? '' : `${days} day${plural}, `}${time}${fraction}`;
}

function deltaRepr(micros: bigint): string {
  const { days, seconds, rest } = splitDelta(micros);
  const named = [
    ['days', days],
    ['seconds', seconds],
    ['microseconds', rest],
  ].filter(([, value]) => value !== 0n);
  return `datetime.timedelta(${named.length === 0 ? '0' : named.map((pair) => pair.join('=')).join(', ')})`;
}

function numbers(texts: readonly string[]): string {
  return texts.map(Number).join(', ');
}
