import { isJsonNumber, toNumber } from '../../formats/exact-number.js';
import { hint } from '../../formats/hint.js';
import { isTruthy } from '../model/tags.js';
import { isScalar, isValueMap, type Value } from '../model/value.js';
import { describeValue, type Fault } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import type { ConfigKey, KeyKind } from './config-keys.js';
import { judgeInteger, judgePort, judgeSeconds, judgeTiming } from './judge-number.js';
import { textOf, type Verdict, wrongType } from './verdict.js';

/** Whether the value of one of Patroni's own keys is what Patroni reads there. */
export function judgeKey(path: ConfigPath, key: ConfigKey, value: Value): readonly Fault[] {
  const name = path.at(-1) ?? '';
  const verdict = value === null ? judgeNull(name, key) : JUDGES[key.kind](name, value, key);
  return verdict === null ? [] : [{ path, ...verdict }];
}

function judgeNull(name: string, { onNull }: ConfigKey): Verdict {
  return onNull === null ? null : wrongType(`${name} is null: ${onNull}`, hint`leave it out or give a value`);
}

const JUDGES: Readonly<Record<KeyKind, (name: string, value: Value, key: ConfigKey) => Verdict>> = {
  timing: judgeTiming,
  integer: judgeInteger,
  seconds: judgeSeconds,
  switch: (name, value) =>
    isTruthy(value) === undefined
      ? wrongType(`${name} is ${describeValue(value)}, neither true nor false`, hint`write true or false`)
      : null,
  truthy: judgeTruthy,
  'sync-mode': (name, value) =>
    isTruthy(value) === undefined && textOf(value).toLowerCase() !== 'quorum'
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
function judgeTruthy(name: string, value: Value): Verdict {
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

function judgeTexts(name: string, value: Value): Verdict {
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
