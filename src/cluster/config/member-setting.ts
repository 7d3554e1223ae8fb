import type { PendingRestartReason } from '../model/member.js';
import type { Value } from '../model/value.js';
import { describeAmount } from './read-amount.js';
import type { ConfigMember, FileSetting, ServerParameter } from './server-parameters.js';
import { lineSource, type SettingLine, type SettingSource, settingSource } from './setting-source.js';

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
    return { source: lineSource(parameter, line, stored), value, file, line: number };
  });
  const source = settingSource(parameter, sourced, stored);
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
