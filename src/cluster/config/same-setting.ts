import { plainText } from '../../formats/json.js';
import { isTruthy } from '../model/tags.js';
import { isScalar, type Value } from '../model/value.js';
import { readAmount } from './read-amount.js';
import type { ServerParameter } from './server-parameters.js';

/** Whether a stored value means what a text of this parameter says. */
export function isSameSetting(parameter: ServerParameter, value: Value, text: string | null): boolean {
  if (text === null || value === null || !isScalar(value)) return false;
  const { type, unit } = parameter;
  const typed = String(value);
  if (type === 'bool') return isTruthy(value) !== undefined && isTruthy(value) === isTruthy(text);
  if (type === 'enum') return typed.toLowerCase() === text.toLowerCase();
  if (type === 'string') return typed === text;
  const [one, other] = [typed, text].map((each) => readAmount(each, unit, type === 'integer'));
  if (one === undefined || other === undefined || !('number' in one) || !('number' in other)) return false;
  return one.number === other.number;
}

/** Whether a server runs with a value already, as Patroni compares them (utils.compare_values), other spellings included. */
export function isRunningValue(parameter: ServerParameter, value: Value): boolean {
  const { name, type, setting } = parameter;
  if (isSameSetting(parameter, value, setting)) return true;
  if (type !== 'enum' || setting === null) return false;
  return wordOf(name, setting) === wordOf(name, plainText(value));
}

/** `true` is `on` for words that are switches, too, and `hot_standby` is the old name of `replica`. */
function wordOf(name: string, text: string): string {
  const word = text.toLowerCase();
  if (name === 'wal_level') return word === 'hot_standby' ? 'replica' : word;
  const meant = isTruthy(word);
  return meant === undefined ? word : `${meant}`;
}
