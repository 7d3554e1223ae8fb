import type { Value } from '../model/value.js';
import { controlledParameter, ownerOf } from './owned-parameters.js';
import { isSameSetting } from './same-setting.js';
import type { FileSetting, ServerParameter } from './server-parameters.js';

/**
 * Where the running value of a parameter comes from: `local` is the member's own patroni.yml, `file` another file of the server,
 * `session` the connection that asked, or its role or database.
 */
export type SettingSource =
  | 'dcs'
  | 'local'
  | 'alter-system'
  | 'file'
  | 'command-line'
  | 'environment'
  | 'patroni'
  | 'server'
  | 'session'
  | 'default';

/** A place where a parameter is set. */
export interface SettingLine {
  readonly source: SettingSource;
  readonly value: string | null;
  readonly file: string;
  readonly line: number;
}

/** By what the server says about its running value, and by the lines of its files. */
export function settingSource(
  parameter: ServerParameter,
  lines: readonly SettingLine[],
  stored: Value | undefined,
): SettingSource {
  const { name, source, sourceFile, setting } = parameter;
  const isStored = stored !== undefined && stored !== null;
  switch (source) {
    case 'default':
      return 'default';
    case 'command line':
      if (controlledParameter(name) !== null) return isStored ? 'dcs' : 'patroni';
      return ownerOf(name) === null ? 'command-line' : 'patroni';
    case 'configuration file': {
      const line = lines.findLast(({ file }) => file === sourceFile);
      if (line !== undefined) return line.source;
      return lineSource(parameter, { file: sourceFile ?? '', value: setting }, stored);
    }
    case 'environment variable':
      return 'environment';
    case 'override':
      return ownerOf(name) === null ? 'server' : 'patroni';
    default:
      return 'session';
  }
}

/** Patroni writes the file postgresql.conf out of the dynamic configuration and the member's own. */
export function lineSource(
  parameter: ServerParameter,
  { file, value }: Pick<FileSetting, 'file' | 'value'>,
  stored: Value | undefined,
): SettingSource {
  const base = file.split('/').at(-1) ?? '';
  if (base === 'postgresql.auto.conf') return 'alter-system';
  if (base !== 'postgresql.conf') return 'file';
  if (ownerOf(parameter.name) !== null) return 'patroni';
  const isStored = stored !== undefined && stored !== null;
  if (isStored && isSameSetting(parameter, stored, value)) return 'dcs';
  if (controlledParameter(parameter.name) !== null) return isStored ? 'dcs' : 'patroni';
  return /^(hba|ident)_file$/.test(parameter.name) ? 'patroni' : 'local';
}
