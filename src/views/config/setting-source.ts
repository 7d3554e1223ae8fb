import type { SettingSource } from '../../cluster/config/setting-source.js';
import type { Value } from '../../cluster/model/value.js';
import { shownJson } from '../../formats/json.js';
import { visibleText } from '../../formats/visible-text.js';

const SOURCES: Readonly<Record<SettingSource, string>> = {
  dcs: 'the dynamic configuration',
  local: "the member's patroni.yml",
  'alter-system': 'ALTER SYSTEM',
  file: 'a file of the server',
  'command-line': 'the command line',
  environment: 'the environment',
  patroni: 'Patroni',
  server: 'the server itself',
  session: 'the session or its role',
  default: 'the default',
};

const LONGEST = 120;

/** Where a value comes from, in words; empty if nobody knows. */
export function settingSource(source: SettingSource | null): string {
  return source === null ? '' : SOURCES[source];
}

/** A value of the dynamic configuration on one line: text as it is where nothing else could be meant, the rest as JSON. */
export function settingValue(value: Value, longest = LONGEST): string {
  if (value === null) return 'not set';
  const text = visibleText(typeof value === 'string' ? textOf(value) : shownJson(value));
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Numbers and switches as text differ from those that are none. */
function textOf(value: string): string {
  const isAmbiguous = value === '' || value === 'not set' || /^(-?\d[\d.]*|true|false|null)$/i.test(value);
  return isAmbiguous ? JSON.stringify(value) : value;
}
