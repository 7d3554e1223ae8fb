import { synchronousMode } from '../model/dynamic-config.js';
import type { Value, ValueMap } from '../model/value.js';
import { describeNames, sectionOf } from './check-context.js';
import { judgeParameter } from './judge-parameter.js';
import { memberSetting } from './member-setting.js';
import { controlledParameter, isRecoveryParameter } from './owned-parameters.js';
import { ruleOnMember } from './parameter-rules.js';
import type { ConfigMember } from './server-parameters.js';
import { lineSource } from './setting-source.js';

/** Who decides on a member in place of the dynamic configuration; on the command line are only parameters that nobody else decides. */
type Overruler = 'alter-system' | 'local';

/** Patroni writes these into its file by what it sees, so that another value there is nobody's own. */
const WRITTEN_BY_PATRONI = ['hot_standby_feedback', 'shared_preload_libraries'];

/**
 * Who decides a parameter on a member, whatever the dynamic configuration says; null if that counts, or nobody can tell: a value of the
 * member's own file that is the stored one looks like that. `stored` is the document that agents have.
 */
function overruler(name: string, stored: ValueMap, member: ConfigMember): Overruler | null {
  const { parameters } = member;
  const key = name.toLowerCase();
  const parameter = parameters?.parameters.get(key);
  if (parameter === undefined || parameters === null || isRecoveryParameter(name)) return null;
  const value = storedValue(key, stored);
  const line = (parameters.files ?? []).findLast(
    (each) => each.name.toLowerCase() === key && each.value !== null,
  );
  if (line === undefined && parameter.pendingRestart) return null;
  const source =
    line === undefined
      ? (memberSetting(name, value, member, [])?.source ?? null)
      : lineSource(parameter, line, value);
  const isOnCommandLine = controlledParameter(name)?.effect === 'restart';
  if (source === 'alter-system') return isOnCommandLine ? null : source;
  return source === 'local' && !isPatronis(key, value, stored, member) ? 'local' : null;
}

function storedValue(key: string, stored: ValueMap): Value | undefined {
  const { parameters } = sectionOf(stored.postgresql);
  return Object.entries(sectionOf(parameters)).findLast(([name]) => name.toLowerCase() === key)?.[1];
}

/** What Patroni writes is not always what is stored: it corrects what is out of range, and leaves out what it cannot read. */
function isPatronis(key: string, value: Value | undefined, stored: ValueMap, member: ConfigMember): boolean {
  if (WRITTEN_BY_PATRONI.includes(key)) return true;
  if (key === 'synchronous_standby_names') return synchronousMode({ values: stored, revision: 0 }) !== 'off';
  const rule = ruleOnMember(key, member);
  return value !== undefined && rule !== null && judgeParameter(rule, value) !== null;
}

/** Who overrules the dynamic configuration for a parameter, and on which members. */
export function overruledBy(
  name: string,
  stored: ValueMap,
  members: readonly ConfigMember[],
): ReadonlyMap<string, Overruler> {
  return new Map(
    members.flatMap((member) => {
      const by = overruler(name, stored, member);
      return by === null ? [] : [[member.name, by] as const];
    }),
  );
}

/** Such as `ALTER SYSTEM on pg1 and the own files of pg2 and pg3`. */
export function describeOverrulers(overruled: ReadonlyMap<string, Overruler>): string {
  const namesOf = (wanted: Overruler): readonly string[] =>
    [...overruled].flatMap(([name, by]) => (by === wanted ? [name] : []));
  const parts = [
    ...phrase('ALTER SYSTEM on', namesOf('alter-system')),
    ...phrase('postgresql.parameters in the file of', namesOf('local')),
  ];
  return parts.join(' and ');
}

function phrase(words: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${words} ${describeNames(names)}`];
}
