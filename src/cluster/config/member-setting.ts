import type { PendingRestartReason } from '../member.js';
import { isTruthy } from '../tags.js';
import type { Value } from '../value.js';
import { controlledParameter, ownerOf } from './owned-parameters.js';
import { describeAmount, readAmount } from './read-amount.js';
import type { ConfigMember, FileSetting, ServerParameter } from './server-parameters.js';

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

/** One parameter on one member. */
export interface MemberSetting {
  /** As `SHOW` prints it; null if the server does not know the parameter. */
  readonly running: string | null;
  readonly source: SettingSource | null;
  /** The line that it comes from, where it comes from a file. */
  readonly file: string | null;
  /** What it will be after a restart; null if nothing waits. */
  readonly pending: string | null;
  /** Other lines that set it, and do not count. */
  readonly overruled: readonly SettingLine[];
}

/** What a member runs with, where that comes from, and what waits; null if its PostgreSQL could not be asked. */
export function memberSetting(
  name: string,
  stored: Value | undefined,
  { parameters }: ConfigMember,
  reasons: readonly PendingRestartReason[],
): MemberSetting | null {
  if (parameters === null) return null;
  const key = name.toLowerCase();
  const parameter = parameters.parameters.get(key);
  if (parameter === undefined)
    return { running: null, source: null, file: null, pending: null, overruled: [] };
  const lines = (parameters.files ?? []).filter((line) => line.name.toLowerCase() === key);
  const sourced = lines.map((line): SettingLine => {
    const { value, file, line: number } = line;
    return { source: sourceOfFile(parameter, line, stored), value, file, line: number };
  });
  const source = sourceOf(parameter, sourced, stored);
  const deciding = sourced.findLast((line) => line.source === source) ?? null;
  return {
    running: shownValue(parameter),
    source,
    file: parameter.sourceFile,
    pending: pendingValue(parameter, lines, reasons),
    overruled: sourced.filter((line) => line !== deciding && line.source !== 'patroni'),
  };
}

/** As `SHOW` prints it. */
function shownValue({ setting, unit, type }: ServerParameter): string | null {
  const isNumber = type === 'integer' || type === 'real';
  return setting === null || unit === null || !isNumber ? setting : describeAmount(Number(setting), unit);
}

/** Whether a stored value means what a text of this parameter says. */
export function isSameSetting(parameter: ServerParameter, value: Value, text: string | null): boolean {
  if (text === null || typeof value === 'object') return false;
  const { type, unit } = parameter;
  const typed = String(value);
  if (type === 'bool') return isTruthy(value) !== undefined && isTruthy(value) === isTruthy(text);
  if (type === 'enum') return typed.toLowerCase() === text.toLowerCase();
  if (type === 'string') return typed === text;
  const [one, other] = [typed, text].map((each) => readAmount(each, unit, type === 'integer'));
  if (one === undefined || other === undefined || !('number' in one) || !('number' in other)) return false;
  return one.number === other.number;
}

function sourceOf(
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
      return sourceOfFile(parameter, { file: sourceFile ?? '', value: setting }, stored);
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
function sourceOfFile(
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

function pendingValue(
  parameter: ServerParameter,
  lines: readonly FileSetting[],
  reasons: readonly PendingRestartReason[],
): string | null {
  const reason = reasons.find((each) => each.parameter.toLowerCase() === parameter.name.toLowerCase());
  if (reason !== undefined && reason.oldValue !== reason.newValue) return reason.newValue;
  if (!parameter.pendingRestart) return null;
  return lines.at(-1)?.value ?? '?';
}
