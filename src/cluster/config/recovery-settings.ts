import { isTrue, type Value, type ValueMap } from '../model/value.js';
import { isSameValue } from './changed-paths.js';
import { sectionOf } from './check-context.js';
import { isOpenRecoveryParameter, isRecoveryParameter } from './owned-parameters.js';

type RecoverySection = 'parameters' | 'recovery_conf';

/** What standbys get to recover with, by names in small letters, and the section of `postgresql` that it comes from. */
interface RecoverySettings {
  readonly section: RecoverySection;
  readonly values: ReadonlyMap<string, Value>;
}

export function recoverySettings(config: ValueMap): RecoverySettings {
  const postgresql = sectionOf(config.postgresql);
  const parameters = Object.entries(sectionOf(postgresql.parameters));
  const replacing = parameters.filter(([name]) => isRecoveryParameter(name));
  const section = replacing.length > 0 ? 'parameters' : 'recovery_conf';
  const entries = replacing.length > 0 ? replacing : Object.entries(sectionOf(postgresql.recovery_conf));
  const values = new Map<string, Value>();
  for (const [name, value] of entries) {
    const key = recoveryName(name);
    const isOldName = key !== name.toLowerCase();
    if (!isOpenRecoveryParameter(name) || (isOldName && (values.has(key) || !isTrue(value)))) continue;
    values.set(key, value);
  }
  return { section, values };
}

/** Since PostgreSQL 12; Patroni takes the old name, too, where the new one is not there. */
export function recoveryName(name: string): string {
  const key = name.toLowerCase();
  return key === 'trigger_file' ? 'promote_trigger_file' : key;
}

/** Recovery parameters that have another value for standbys. */
export function changedRecovery(before: ValueMap, after: ValueMap): readonly string[] {
  const [was, is] = [recoverySettings(before).values, recoverySettings(after).values];
  const names = [...new Set([...was.keys(), ...is.keys()])];
  return names.filter((name) => !isSameValue(was.get(name) ?? null, is.get(name) ?? null));
}

/** What stands in recovery_conf and is not what standbys get, because a recovery parameter is among the parameters. */
export function replacedRecovery(config: ValueMap): readonly string[] {
  const { section, values } = recoverySettings(config);
  if (section === 'recovery_conf') return [];
  const { recovery_conf } = sectionOf(config.postgresql);
  return Object.entries(sectionOf(recovery_conf)).flatMap(([name, value]) => {
    const isLost = isTrue(value) && !isSameValue(values.get(recoveryName(name)) ?? null, value);
    return isOpenRecoveryParameter(name) && isLost ? [name.toLowerCase()] : [];
  });
}
