import { isTruthy } from '../tags.js';
import { isValueMap, type Value } from '../value.js';
import { describeValue, type Fault } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import type { ConfigKey, KeyKind } from './config-keys.js';
import { wholeSeconds } from './effective-timing.js';
import { type Amount, readAmount } from './read-amount.js';

type Verdict = Pick<Fault, 'code' | 'message' | 'next'> | null;

/** Whether the value of one of Patroni's own keys is what Patroni reads there. */
export function judgeKey(path: ConfigPath, key: ConfigKey, value: Value): readonly Fault[] {
  const name = path.at(-1) ?? '';
  const verdict = value === null ? judgeNull(name, key) : JUDGES[key.kind](name, value, key);
  return verdict === null ? [] : [{ path, ...verdict }];
}

function judgeNull(name: string, { onNull }: ConfigKey): Verdict {
  return onNull === null ? null : wrong(`${name} is null: ${onNull}`, 'leave it out or give a value');
}

const JUDGES: Readonly<Record<KeyKind, (name: string, value: Value, key: ConfigKey) => Verdict>> = {
  timing: (name, value, key) => {
    const number = wholeSeconds(value, 0);
    if (number !== null) return judgeMinimum(name, number, key, '');
    const amount = readAmount(textOf(value), 's', true);
    return 'number' in amount && typeof value === 'string'
      ? hasUnit(name, value, amount.number, 's')
      : wrong(`${name} is ${describeValue(value)}, not a whole number of seconds`);
  },
  integer: (name, value, key) => {
    const amount = readAmount(textOf(value), null, true);
    return 'number' in amount
      ? judgeMinimum(name, amount.number, key, '')
      : judgeInteger(name, value, amount);
  },
  seconds: (name, value, key) => {
    const amount = readAmount(textOf(value), 's', true);
    if ('number' in amount) return judgeMinimum(name, amount.number, key, 's');
    return amount.fault === 'unknown-unit'
      ? badUnit(
          `${name} is ${describeValue(value)}: "${amount.unit}" is no unit of time`,
          'us, ms, s, min, h or d',
        )
      : wrong(`${name} is ${describeValue(value)}, not a time`, 'write seconds, or for example 30min');
  },
  switch: (name, value) =>
    isTruthy(value) === undefined
      ? wrong(`${name} is ${describeValue(value)}, neither true nor false`, 'write true or false')
      : null,
  truthy: judgeTruthy,
  'sync-mode': (name, value) =>
    isTruthy(value) === undefined && textOf(value).toLowerCase() !== 'quorum'
      ? {
          code: 'not-in-enum',
          message: `${name} is ${describeValue(value)}; it can be on, off or quorum`,
          next: 'write on, off or quorum',
        }
      : null,
  text: (name, value) =>
    typeof value === 'string' || typeof value === 'number'
      ? null
      : wrong(`${name} is ${describeValue(value)}, not a text`),
  texts: judgeTexts,
  port: judgePort,
  section: (name, value) =>
    isValueMap(value) || isEmpty(value)
      ? null
      : wrong(`${name} is ${describeValue(value)}, not a section of keys`),
  list: (name, value) =>
    Array.isArray(value) || isEmpty(value) ? null : wrong(`${name} is ${describeValue(value)}, not a list`),
  free: () => null,
};

function judgeInteger(name: string, value: Value, amount: Exclude<Amount, { number: number }>): Verdict {
  if (amount.fault !== 'no-unit-here') return wrong(`${name} is ${describeValue(value)}, not a whole number`);
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'].includes(amount.unit) ? 'B' : 's';
  const plain = readAmount(textOf(value), unit, true);
  return hasUnit(name, value, 'number' in plain ? plain.number : null, unit);
}

function hasUnit(name: string, value: Value, number: number | null, unit: string): Verdict {
  const plain = unit === 'B' ? 'bytes' : 'seconds';
  const message = `${name} is ${describeValue(value)}: Patroni reads a plain number of ${plain} here, without a unit`;
  return badUnit(message, number === null ? `${plain} without a unit` : `${number}`);
}

function judgeMinimum(name: string, number: number, { minimum }: ConfigKey, unit: string): Verdict {
  if (minimum === null || number >= minimum) return null;
  const message = `${name} is ${number}${unit}, less than ${minimum}${unit}, the least that Patroni accepts`;
  return { code: 'out-of-range', message, next: `write ${minimum} or more` };
}

/** Python's truth: any text but the empty one is yes, also `off`. */
function judgeTruthy(name: string, value: Value): Verdict {
  if (value === '' || typeof value === 'boolean' || value === 0 || value === 1) return null;
  const meant = typeof value === 'object' ? undefined : isTruthy(value);
  if (meant === true) return null;
  return meant === false
    ? wrong(
        `${name} is the text ${describeValue(value)}, which Patroni takes as yes`,
        'write false without quotes',
      )
    : wrong(`${name} is ${describeValue(value)}, neither true nor false`, 'write true or false');
}

function judgeTexts(name: string, value: Value): Verdict {
  if (isEmpty(value)) return null;
  if (!Array.isArray(value))
    return wrong(`${name} is ${describeValue(value)}, not a list`, 'write one line for each entry');
  const other = value.find((each) => typeof each !== 'string');
  return other === undefined
    ? null
    : wrong(`${name} holds ${describeValue(other)}, which is not a text`, 'put it in quotes');
}

function judgePort(name: string, value: Value): Verdict {
  const ports = textOf(value).split(',');
  const isPort = (text: string): boolean => {
    const amount = readAmount(text, null, true);
    return 'number' in amount && amount.number > 0 && amount.number < 65_536;
  };
  if (ports.every(isPort) || value === '') return null;
  const isNumber = ports.every((each) => 'number' in readAmount(each, null, true));
  const message = `${name} is ${describeValue(value)}, not a port`;
  return isNumber ? { code: 'out-of-range', message, next: 'write 1 to 65535' } : wrong(message);
}

/** What Patroni takes for nothing. */
function isEmpty(value: Value): boolean {
  return (
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isValueMap(value) && Object.keys(value).length === 0)
  );
}

function textOf(value: Value): string {
  return typeof value === 'object' ? '' : String(value);
}

function wrong(message: string, next: string | null = null): Verdict {
  return { code: 'wrong-type', message, next };
}

function badUnit(message: string, units: string): Verdict {
  return { code: 'bad-unit', message, next: `write ${units}` };
}
