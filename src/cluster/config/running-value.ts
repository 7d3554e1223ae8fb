import { isTruthy } from '../model/tags.js';
import type { Value } from '../model/value.js';
import { isSameSetting } from './same-setting.js';
import type { ServerParameter } from './server-parameters.js';

/** Whether a server runs with a value already, as Patroni compares them (utils.compare_values), other spellings included. */
export function isRunningValue(parameter: ServerParameter, value: Value): boolean {
  const { name, type, setting } = parameter;
  if (isSameSetting(parameter, value, setting)) return true;
  if (type !== 'enum' || setting === null) return false;
  return wordOf(name, setting) === wordOf(name, String(value));
}

/** `true` is `on` for words that are switches, too, and `hot_standby` is the old name of `replica`. */
function wordOf(name: string, text: string): string {
  const word = text.toLowerCase();
  if (name === 'wal_level') return word === 'hot_standby' ? 'replica' : word;
  const meant = isTruthy(word);
  return meant === undefined ? word : `${meant}`;
}
