import { hint } from '../../formats/hint.js';
import { isTruthy } from '../model/tags.js';
import { isScalar, type ScalarValue, type Value } from '../model/value.js';
import { describeValue } from './check-context.js';
import { type ValueVerdict, wrongType } from './config-finding.js';
import type { ParameterRule } from './parameter-rules.js';
import { describeAmount, misreadAmount, readAmount, unitsOf } from './read-amount.js';

/** Whether Patroni and PostgreSQL take a value for a parameter. Null counts as not set. */
export function judgeParameter(rule: ParameterRule, value: Value): ValueVerdict {
  if (value === null) return null;
  if (!isScalar(value)) return judgeObject(rule, value);
  if (rule.type === 'bool') return judgeSwitch(rule, value);
  if (rule.type === 'enum') return judgeWord(rule, value);
  return rule.type === 'string' ? judgeText(rule, value) : judgeNumber(rule, value);
}

function judgeObject({ name, type }: ParameterRule, value: Value): ValueVerdict {
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string');
  const next = type === 'string' && isTexts ? hint`write ${JSON.stringify(value.join(','))}` : null;
  return wrongType(`${name} takes one value, not ${describeValue(value)}`, next);
}

/** Patroni drops what its eight words do not cover, such as `t`; what has a dot it passes on, and PostgreSQL takes beginnings. */
function judgeSwitch({ name }: ParameterRule, value: ScalarValue): ValueVerdict {
  const text = String(value).toLowerCase();
  const isBeginning = ['true', 'false', 'yes', 'no', 'on', 'off'].some((word) => word.startsWith(text));
  if (isTruthy(value) !== undefined) return null;
  if (name.includes('.') && isBeginning && !['', 'o'].includes(text)) return null;
  return wrongType(`${name} is ${describeValue(value)}, neither on nor off`, hint`write on or off`);
}

function judgeWord({ name, values }: ParameterRule, value: ScalarValue): ValueVerdict {
  const words = (values ?? []).map((word) => word.toLowerCase());
  const isSwitch = words.includes('on') && words.includes('off');
  if (words.includes(String(value).toLowerCase()) || (isSwitch && isTruthy(value) !== undefined)) return null;
  const shown = (values ?? []).map((word) => (word === '' ? "''" : word)).join(', ');
  return {
    code: 'not-in-enum',
    message: `${name} is ${describeValue(value)}; it can be ${shown}`,
    next: hint`write one of ${shown}`,
  };
}

/** YAML reads a bare `on`, `no` or `true` as a switch, which Patroni writes as `True` or `False`. */
function judgeText({ name }: ParameterRule, value: ScalarValue): ValueVerdict {
  if (typeof value !== 'boolean') return null;
  const written = value ? 'True' : 'False';
  return {
    code: 'wrong-type',
    severity: 'warning',
    message: `${name} is ${value}, a switch and no text: servers would get '${written}'`,
    next: hint`put the text in quotes`,
  };
}

function judgeNumber(rule: ParameterRule, value: ScalarValue): ValueVerdict {
  const { name, unit, type } = rule;
  const shown = describeValue(value);
  const amount = readAmount(String(value), unit, type === 'integer');
  if ('number' in amount)
    return judgeRange(rule, value, amount.number) ?? judgeMisread(rule, value, amount.number);
  if (amount.fault === 'not-a-number') {
    const kind = type === 'integer' ? 'whole number' : 'number';
    return wrongType(`${name} is ${shown}, not a ${kind}`);
  }
  if (amount.fault === 'no-unit-here') {
    return {
      code: 'bad-unit',
      message: `${name} is ${shown}, but it takes no unit`,
      next: hint`write a plain number`,
    };
  }
  const units = unitsOf(unit).join(', ');
  const message = `${name} is ${shown}: "${amount.unit}" is no unit for it; it takes ${units}`;
  return { code: 'bad-unit', message, next: hint`use one of ${units}` };
}

function judgeRange(rule: ParameterRule, value: Value, number: number): ValueVerdict {
  const { name, unit, minimum, maximum } = rule;
  const isLow = minimum !== null && number < minimum;
  const isHigh = maximum !== null && number > maximum;
  if (!isLow && !isHigh) return null;
  const message = `${name} is ${describeValue(value)}; it can be ${describeRange(rule)}`;
  const bound = isLow ? minimum : maximum;
  return {
    code: 'out-of-range',
    message,
    next: hint`write ${describeAmount(bound ?? 0, unit)} or ${isLow ? 'more' : 'less'}`,
  };
}

/** Patroni corrects what it takes for out of range, although PostgreSQL would read another value. */
function judgeMisread(rule: ParameterRule, value: ScalarValue, number: number): ValueVerdict {
  const { name, unit, minimum, maximum, type } = rule;
  const misread = unit === null || type !== 'integer' ? null : misreadAmount(String(value), unit);
  if (misread === null || unit === null) return null;
  if ((minimum === null || misread >= minimum) && (maximum === null || misread <= maximum)) return null;
  return {
    code: 'out-of-range',
    message: `${name} is ${describeValue(value)}, which Patroni misreads: it would run servers with ${describeAmount(minimum ?? misread, unit)}`,
    next: hint`write ${describeAmount(number, unit)}`,
  };
}

/** What a parameter takes, such as `64kB to 2147483647kB` or `off, on, always`; null for any text. */
export function describeRange({ type, unit, minimum, maximum, values }: ParameterRule): string | null {
  if (type === 'bool') return 'on or off';
  if (type === 'enum') return (values ?? []).map((word) => (word === '' ? "''" : word)).join(', ');
  if (type === 'string' || minimum === null || maximum === null) return null;
  return `${describeAmount(minimum, unit)} to ${describeAmount(maximum, unit)}`;
}
