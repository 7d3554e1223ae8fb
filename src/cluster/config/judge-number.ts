import { wholeText } from '../../formats/exact-number.js';
import { hint } from '../../formats/hint.js';
import type { Value } from '../model/value.js';
import { describeValue } from './check-context.js';
import type { ConfigKey } from './config-keys.js';
import { wholeSeconds } from './effective-timing.js';
import { type Amount, readAmount } from './read-amount.js';
import { textOf, type Verdict, wrongType } from './verdict.js';

/** Seconds as Python's int reads them: no fraction in a text, no other base. */
export function judgeTiming(name: string, value: Value, key: ConfigKey): Verdict {
  const number = wholeSeconds(value, 0);
  if (number !== null) return judgeMinimum(name, number, key, '');
  const text = textOf(value);
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
export function judgeInteger(name: string, value: Value, key: ConfigKey): Verdict {
  const amount = readAmount(textOf(value), null, true);
  return 'number' in amount
    ? judgeMinimum(name, amount.number, key, '')
    : judgeNoInteger(name, value, amount);
}

/** Seconds, or text with a unit of time. */
export function judgeSeconds(name: string, value: Value, key: ConfigKey): Verdict {
  const amount = readAmount(textOf(value), 's', true);
  if ('number' in amount) return judgeMinimum(name, amount.number, key, 's');
  return amount.fault === 'unknown-unit'
    ? badUnit(
        `${name} is ${describeValue(value)}: "${amount.unit}" is no unit of time`,
        'us, ms, s, min, h or d',
      )
    : wrongType(`${name} is ${describeValue(value)}, not a time`, hint`write seconds, or for example 30min`);
}

/** One port, or several separated by commas. */
export function judgePort(name: string, value: Value): Verdict {
  const ports = textOf(value).split(',');
  const isPort = (text: string): boolean => {
    const amount = readAmount(text, null, true);
    return 'number' in amount && amount.number > 0 && amount.number < 65_536;
  };
  if (ports.every(isPort) || value === '') return null;
  const isNumber = ports.every((each) => 'number' in readAmount(each, null, true));
  const message = `${name} is ${describeValue(value)}, not a port`;
  return isNumber ? { code: 'out-of-range', message, next: hint`write 1 to 65535` } : wrongType(message);
}

function judgeNoInteger(name: string, value: Value, amount: Exclude<Amount, { number: number }>): Verdict {
  if (amount.fault !== 'no-unit-here')
    return wrongType(`${name} is ${describeValue(value)}, not a whole number`);
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'].includes(amount.unit) ? 'B' : 's';
  const plain = readAmount(textOf(value), unit, true);
  return hasUnit(name, value, 'number' in plain ? plain.number : null, unit);
}

function hasUnit(name: string, value: Value, number: number | null, unit: string): Verdict {
  const plain = unit === 'B' ? 'bytes' : 'seconds';
  const message = `${name} is ${describeValue(value)}: Patroni reads a plain number of ${plain} here, without a unit`;
  return badUnit(message, number === null ? `${plain} without a unit` : wholeText(number));
}

function judgeMinimum(name: string, number: number, { minimum }: ConfigKey, unit: string): Verdict {
  if (minimum === null || number >= minimum) return null;
  const message = `${name} is ${wholeText(number)}${unit}, less than ${minimum}${unit}, the least that Patroni accepts`;
  return { code: 'out-of-range', message, next: hint`write ${minimum} or more` };
}

function badUnit(message: string, units: string): Verdict {
  return { code: 'bad-unit', message, next: hint`write ${units}` };
}
