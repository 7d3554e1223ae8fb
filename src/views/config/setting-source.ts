import type { SettingSource } from '../../cluster/config/setting-source.js';

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

/** Where a value comes from, in words; empty if nobody knows. */
export function settingSource(source: SettingSource | null): string {
  return source === null ? '' : SOURCES[source];
}
