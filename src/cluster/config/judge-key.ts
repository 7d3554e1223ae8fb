import { isJsonNumber, toNumber, wholeText } from '../../formats/exact-number.js';
import { hint } from '../../formats/hint.js';
import { isTruthy } from '../model/tags.js';
import { isScalar, isValueMap, type Value } from '../model/value.js';
import { describeValue } from './check-context.js';
import type { Fault } from './config-finding.js';
import { type ConfigPath, scalarText, type ValueVerdict, wrongType } from './config-finding.js';
import type { ConfigKey, KeyKind } from './config-keys.js';
import { wholeSeconds } from './effective-timing.js';
import { type Amount, readAmount } from './read-amount.js';

/** Whether the value of one of Patroni's own keys is what Patroni reads there. */
export function judgeKey(path: ConfigPath, key: ConfigKey, value: Value): readonly Fault[] {
  const name = path.at(-1) ?? '';
  const verdict = value === null ? judgeNull(name, key) : JUDGES[key.kind](name, value, key);
  return verdict === null ? [] : [{ path, ...verdict }];
}

function judgeNull(name: string, { onNull }: ConfigKey): ValueVerdict {
  return onNull === null ? null : wrongType(`${name} is null: ${onNull}`, hint`leave it out or give a value`);
}

const JUDGES: Readonly<Record<KeyKind, (name: string, value: Value, key: ConfigKey) => ValueVerdict>> = {
  timing: judgeTiming,
  integer: judgeInteger,
  seconds: judgeSeconds,
  switch: (name, value) =>
    isTruthy(value) === undefined
      ? wrongType(`${name} is ${describeValue(value)}, neither true nor false`, hint`write true or false`)
      : null,
  truthy: judgeTruthy,
  'sync-mode': (name, value) =>
    isTruthy(value) === undefined && scalarText(value).toLowerCase() !== 'quorum'
      ? {
          code: 'not-in-enum',
          message: `${name} is ${describeValue(value)}; it can be on, off or quorum`,
          next: hint`write on, off or quorum`,
        }
      : null,
  text: (name, value) =>
    typeof value === 'string' || isJsonNumber(value)
      ? null
      : wrongType(`${name} is ${describeValue(value)}, not a text`),
  texts: judgeTexts,
  port: judgePort,
  section: (name, value) =>
    isValueMap(value) || isEmpty(value)
      ? null
      : wrongType(`${name} is ${describeValue(value)}, not a section of keys`),
  list: (name, value) =>
    Array.isArray(value) || isEmpty(value)
      ? null
      : wrongType(`${name} is ${describeValue(value)}, not a list`),
  free: () => null,
};

/** Python's truth: any text but the empty one is yes, also `off`. */
function judgeTruthy(name: string, value: Value): ValueVerdict {
  if (value === '' || typeof value === 'boolean') return null;
  if (isJsonNumber(value) && [0, 1].includes(toNumber(value))) return null;
  const meant = isScalar(value) ? isTruthy(value) : undefined;
  if (meant === true) return null;
  return meant === false
    ? wrongType(
        `${name} is the text ${describeValue(value)}, which Patroni takes as yes`,
        hint`write false without quotes`,
      )
    : wrongType(`${name} is ${describeValue(value)}, neither true nor false`, hint`write true or false`);
}

function judgeTexts(name: string, value: Value): ValueVerdict {
  if (isEmpty(value)) return null;
  if (!Array.isArray(value))
    return wrongType(`${name} is ${describeValue(value)}, not a list`, hint`write one line for each entry`);
  const other = value.find((each) => typeof each !== 'string');
  return other === undefined
    ? null
    : wrongType(`${name} holds ${describeValue(other)}, which is not a text`, hint`put it in quotes`);
}

/** What Patroni takes for nothing. */
function isEmpty(value: Value): boolean {
  return (
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isValueMap(value) && Object.keys(value).length === 0)
  );
}

/** Seconds as Python's int reads them: no fraction in a text, no other base. */
function judgeTiming(name: string, value: Value, key: ConfigKey): ValueVerdict {
  const number = wholeSeconds(value, 0);
  if (number !== null) return judgeMinimum(name, number, key, '');
  const text = scalarText(value);
  const amount = readAmount(text, 's', true);
  if (!('number' in amount))
    return wrongType(`${name} is ${describeValue(value)}, not a whole number of seconds`);
  return /[a-z]/i.test(text)
    ? hasUnit(name, value, amount.number, 's')
    : wrongType(
        `${name} is the text ${describeValue(value)}, not a whole number`,
        hint`write ${wholeText(amount.number)}`,
      );
}

/** A whole number without a unit (utils.parse_int). */
function judgeInteger(name: string, value: Value, key: ConfigKey): ValueVerdict {
  const amount = readAmount(scalarText(value), null, true);
  return 'number' in amount
    ? judgeMinimum(name, amount.number, key, '')
    : judgeNoInteger(name, value, amount);
}

/** Seconds, or text with a unit of time. */
function judgeSeconds(name: string, value: Value, key: ConfigKey): ValueVerdict {
  const amount = readAmount(scalarText(value), 's', true);
  if ('number' in amount) return judgeMinimum(name, amount.number, key, 's');
  return amount.fault === 'unknown-unit'
    ? badUnit(
        `${name} is ${describeValue(value)}: "${amount.unit}" is no unit of time`,
        'us, ms, s, min, h or d',
      )
    : wrongType(`${name} is ${describeValue(value)}, not a time`, hint`write seconds, or for example 30min`);
}

/** One port, or several separated by commas. */
function judgePort(name: string, value: Value): ValueVerdict {
  const ports = scalarText(value).split(',');
  const isPort = (text: string): boolean => {
    const amount = readAmount(text, null, true);
    return 'number' in amount && amount.number > 0 && amount.number < 65_536;
  };
  if (ports.every(isPort) || value === '') return null;
  const isNumber = ports.every((each) => 'number' in readAmount(each, null, true));
  const message = `${name} is ${describeValue(value)}, not a port`;
  return isNumber ? { code: 'out-of-range', message, next: hint`write 1 to 65535` } : wrongType(message);
}

function judgeNoInteger(
  name: string,
  value: Value,
  amount: Exclude<Amount, { number: number }>,
): ValueVerdict {
  if (amount.fault !== 'no-unit-here')
    return wrongType(`${name} is ${describeValue(value)}, not a whole number`);
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'].includes(amount.unit) ? 'B' : 's';
  const plain = readAmount(scalarText(value), unit, true);
  return hasUnit(name, value, 'number' in plain ? plain.number : null, unit);
}

function hasUnit(name: string, value: Value, number: number | null, unit: string): ValueVerdict {
  const plain = unit === 'B' ? 'bytes' : 'seconds';
  const message = `${name} is ${describeValue(value)}: Patroni reads a plain number of ${plain} here, without a unit`;
  return badUnit(message, number === null ? `${plain} without a unit` : wholeText(number));
}

function judgeMinimum(
  name: string,
  number: number,
  { minimum, below }: ConfigKey,
  unit: string,
): ValueVerdict {
  if (minimum === null || number >= minimum) return null;
  if (name === 'maximum_lag_on_failover') {
    // Patroni compares with whatever is there (ha.py, is_lagging).
    const message = `${name} is ${wholeText(number)}${unit}: nobody takes over by itself who is not ahead of the last position that the leader has noted`;
    return { code: 'out-of-range', message, next: hint`write ${minimum} or more`, severity: 'warning' };
  }
  const consequence = below === null ? '' : `: ${below}`;
  const message = `${name} is ${wholeText(number)}${unit}; it can be ${minimum}${unit} or more${consequence}`;
  return { code: 'out-of-range', message, next: hint`write ${minimum} or more` };
}

function badUnit(message: string, units: string): ValueVerdict {
  return { code: 'bad-unit', message, next: hint`write ${units}` };
}
