import { entryOf } from '../../formats/json.js';
/** A number with its unit, in the unit that is wanted, or why it is none. */
export type Amount =
  | { readonly number: number }
  | { readonly fault: 'not-a-number' }
  | { readonly fault: 'unknown-unit' | 'no-unit-here'; readonly unit: string };

const MEMORY: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};
const TIME: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const WHOLE = /^[-+]?(?:0x[0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/;
const REAL = /^[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?/;

/**
 * As Patroni reads numbers (utils.parse_int and parse_real), which is how PostgreSQL does: octal and hexadecimal ones, fractions,
 * units. `unit` is that of `pg_settings`, such as `8kB` or `ms`; whole numbers are rounded.
 */
export function readAmount(text: string, unit: string | null, isWhole: boolean): Amount {
  const trimmed = text.trim();
  const start = startOf(trimmed, isWhole);
  if (start === null) return { fault: 'not-a-number' };
  const named = trimmed.slice(start.length).trim();
  const round = (number: number): Amount => ({ number: isWhole ? roundHalfEven(number) : number });
  if (named === '') return round(start.number);
  if (!/^[a-zA-Z]+$/.test(named)) return { fault: 'not-a-number' };
  const factor = unit === null ? null : factorBetween(named, unit);
  if (factor !== null) return round(wholeSteps(start.number * factor, named, unit ?? ''));
  const isUnit = Object.hasOwn(MEMORY, named) || Object.hasOwn(TIME, named);
  if (unit !== null) return { fault: 'unknown-unit', unit: named };
  return isUnit ? { fault: 'no-unit-here', unit: named } : { fault: 'not-a-number' };
}

/**
 * What Patroni reads where that is something else: of fractions in units such as `8kB` it makes steps that are too large
 * (utils.convert_to_base_unit), and 4GB written as `0.00390625TB` are nothing to it. Null if it reads what PostgreSQL reads.
 */
export function misreadAmount(text: string, unit: string): number | null {
  const start = startOf(text.trim(), true);
  const named = start === null ? '' : text.trim().slice(start.length).trim();
  const factor = factorBetween(named, unit);
  const { count, name } = bareUnit(unit);
  const step = factorBetween(smallerUnit(named) ?? '', name);
  if (start === null || factor === null || step === null || count === 1) return null;
  const number = start.number * factor;
  const misread = roundHalfEven(roundHalfEven(number / step) * step);
  return misread === roundHalfEven(wholeSteps(number, named, unit)) ? null : misread;
}

/** A fraction is rounded to whole numbers of the next smaller unit, so that 0.1d are two hours (guc.c, convert_to_base_unit). */
function wholeSteps(number: number, named: string, unit: string): number {
  const step = factorBetween(smallerUnit(named) ?? '', unit);
  return step === null ? number : roundHalfEven(number / step) * step;
}

function smallerUnit(named: string): string | null {
  const names = Object.keys(tableOf(named) ?? {});
  return names[names.indexOf(named) - 1] ?? null;
}

/** The units that a setting takes, smallest first; empty if it takes none. */
export function unitsOf(unit: string | null): readonly string[] {
  return Object.keys(tableOf(bareUnit(unit ?? '').name) ?? {});
}

/** In the largest unit that leaves a whole number: 16384 of `8kB` are `128MB`. */
export function describeAmount(number: number, unit: string | null): string {
  const base = bareUnit(unit ?? '');
  const table = tableOf(base.name);
  const single = table?.[base.name];
  if (table === null || single === undefined || number <= 0) return `${number}`;
  const total = number * base.count * single;
  const [name = base.name, factor = single] =
    Object.entries(table).findLast(([, each]) => isWhole(total / each)) ?? [];
  return `${Number((total / factor).toPrecision(12))}${name}`;
}

function isWhole(number: number): boolean {
  return Math.abs(number - Math.round(number)) < 1e-11 && Math.round(number) !== 0;
}

function startOf(text: string, isWhole: boolean): { number: number; length: number } | null {
  const whole = isWhole ? WHOLE.exec(text)?.[0] : undefined;
  if (whole !== undefined && !/^[.eE]/.test(text.slice(whole.length))) {
    return { number: wholeNumber(whole), length: whole.length };
  }
  const real = REAL.exec(text)?.[0];
  const number = Number(real);
  return real === undefined || !Number.isFinite(number) ? null : { number, length: real.length };
}

/** As C reads it: a leading zero is octal, `0x` hexadecimal. */
function wholeNumber(text: string): number {
  const digits = text.replace(/^[-+]/, '');
  const isOctal = /^0[0-7]/.test(digits);
  const number = isOctal ? Number.parseInt(digits, 8) : Number(digits);
  return text.startsWith('-') ? -number : number;
}

function factorBetween(from: string, to: string): number | null {
  const base = bareUnit(to);
  const table = tableOf(base.name);
  if (table === null) return null;
  const [larger, smaller] = [entryOf(table, from), entryOf(table, base.name)];
  return larger === undefined || smaller === undefined ? null : larger / (smaller * base.count);
}

/** `8kB` is eight of `kB`. */
function bareUnit(unit: string): { readonly count: number; readonly name: string } {
  const [, count = '', name = ''] = /^(\d*)(.*)$/.exec(unit) ?? [];
  return { count: count === '' ? 1 : Number(count), name };
}

function tableOf(unit: string): Readonly<Record<string, number>> | null {
  if (Object.hasOwn(MEMORY, unit)) return MEMORY;
  return Object.hasOwn(TIME, unit) ? TIME : null;
}

/** Python's and PostgreSQL's rounding. */
function roundHalfEven(number: number): number {
  const rounded = Math.round(number);
  return Math.abs(number % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
