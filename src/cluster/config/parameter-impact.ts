import { plainText } from '../../formats/json.js';
import { synchronousMode } from '../model/dynamic-config.js';
import type { Value, ValueMap } from '../model/value.js';
import type { ChangedPath } from './changed-paths.js';
import type { ConfigPath } from './config-finding.js';
import { describeOverrulers, overruledBy } from './overruling.js';
import { controlledParameter, harmOf, ownerOf } from './owned-parameters.js';
import { catalogueRule, isLeftOut, type ParameterRule, ruleOnMember } from './parameter-rules.js';
import { readAmount } from './read-amount.js';
import { type ConfigMember, isOlder } from './server-parameters.js';
import { isRunningOn, serverName, wantedValue } from './wanted-value.js';

/** The documents before and after. */
export interface Documents {
  readonly before: ValueMap;
  readonly after: ValueMap;
}

/** What a change of one key of the dynamic configuration leads to. */
export interface SettingImpact {
  readonly path: ConfigPath;
  /** Null: not set. */
  readonly before: Value;
  readonly after: Value;
  /**
   * `agents`: the agents act on it at their next cycle. `reload`: servers reload. `restart`: it waits for a restart.
   * `none`: nothing comes of it. `unknown`: no server and no catalogue tells.
   */
  readonly effect: 'agents' | 'reload' | 'restart' | 'none' | 'unknown';
  /** For a restart: raised values go to the standbys first, lowered ones to the primary (Patroni, reference 5.5). */
  readonly order: 'any' | 'standbys-first' | 'primary-first' | null;
  /** Names of the members that it changes. */
  readonly members: readonly string[];
  /** Names of those on which something else decides: they read it and go on as they were. */
  readonly overruled: readonly string[];
  /** In a sentence or two what does not work meanwhile, what else changes, or what counts instead; null if there is nothing to say. */
  readonly meanwhile: string | null;
}

/** What a change of one of PostgreSQL's parameters leads to: for each member by its own server. */
export function parameterImpact(
  { path, before, after, sameMeaning }: ChangedPath,
  documents: Documents,
  members: readonly ConfigMember[],
  isStandbyCluster: boolean,
): SettingImpact {
  const name = path.at(-1) ?? '';
  const change = { path, before: before ?? null, after: after ?? null };
  const nothing = {
    ...change,
    ...({ effect: 'none', order: null, members: [], overruled: [], meanwhile: null } as const),
  };
  if (sameMeaning || (ownerOf(name) !== null && harmOf(name) === null)) return nothing;
  if (isSetInSynchronousMode(name, documents.after))
    return { ...nothing, meanwhile: 'In synchronous mode Patroni sets it itself.' };
  const known = members.map((member) => ({ member, rule: knownRule(name, member) }));
  const overruled = overruledBy(name, documents.before, members);
  const changed = known.filter(
    ({ member, rule }) =>
      rule !== null &&
      !overruled.has(member.name) &&
      !isRunningOn(member, serverName(name, member), wantedValue(name, member, documents.after)),
  );
  const rules = (changed.length > 0 ? changed : known).flatMap(({ rule }) => rule ?? []);
  const isUnknown = members.every((member) => ruleOnMember(serverName(name, member), member) === null);
  if (rules.length === 0) return isUnknown ? withoutServer(change, name, members) : nothing;
  const elsewhere = overruled.size === 0 ? [] : [`Overruled by ${describeOverrulers(overruled)}.`];
  const overruledMembers = [...overruled.keys()];
  if (changed.length === 0)
    return { ...nothing, overruled: overruledMembers, meanwhile: elsewhere[0] ?? null };
  const effect = effectOf(name, rules);
  const concerned = changed.map(({ member }) => member);
  const sentences = [...(effect === 'restart' ? [downtime(concerned)] : []), ...elsewhere];
  return {
    ...change,
    effect,
    order: effect === 'restart' ? orderOf(name, change, concerned, isStandbyCluster) : null,
    members: concerned.map(({ name: member }) => member),
    overruled: overruledMembers,
    meanwhile: sentences.length === 0 ? null : sentences.join(' '),
  };
}

/** Null also for what the member's Patroni leaves out or sets itself, although its server knows it. */
function knownRule(name: string, member: ConfigMember): ParameterRule | null {
  const isFixed = name.toLowerCase() === 'wal_log_hints' && isOlder(member.patroniVersion, '4.0');
  return isFixed || isLeftOut(name, member) ? null : ruleOnMember(serverName(name, member), member);
}

function isSetInSynchronousMode(name: string, values: ValueMap): boolean {
  const isNames = name.toLowerCase() === 'synchronous_standby_names';
  return isNames && synchronousMode({ values, revision: 0 }) !== 'off';
}

function withoutServer(
  change: Pick<SettingImpact, 'path' | 'before' | 'after'>,
  name: string,
  members: readonly ConfigMember[],
): SettingImpact {
  const rule = members.length === 0 ? catalogueRule(name, null) : null;
  const effect = rule === null ? 'unknown' : effectOf(name, [rule]);
  const names = members.map((member) => member.name);
  return {
    ...change,
    effect,
    order: effect === 'restart' ? 'any' : null,
    members: names,
    overruled: [],
    meanwhile: null,
  };
}

function effectOf(name: string, rules: readonly ParameterRule[]): 'none' | 'reload' | 'restart' {
  const controlled = controlledParameter(name);
  if (controlled !== null) return controlled.effect;
  if (rules.some(({ context }) => context === 'postmaster')) return 'restart';
  return rules.every(({ context }) => context === 'internal') ? 'none' : 'reload';
}

/** Held against what runs, or what was stored where nobody tells; Patroni's default stands for a value that is not set. */
function orderOf(
  name: string,
  { before, after }: { readonly before: Value; readonly after: Value },
  changed: readonly ConfigMember[],
  isStandbyCluster: boolean,
): 'any' | 'standbys-first' | 'primary-first' {
  const controlled = controlledParameter(name);
  if (controlled === null || !controlled.isOrdered || isStandbyCluster) return 'any';
  const to = numberOf(after ?? controlled.defaultValue);
  const from = changed.map((member) => {
    const running = member.parameters?.parameters.get(name.toLowerCase())?.setting ?? null;
    return numberOf(running ?? before ?? controlled.defaultValue);
  });
  if (to === null) return 'any';
  return from.some((each) => each !== null && each > to) ? 'primary-first' : 'standbys-first';
}

function downtime(changed: readonly ConfigMember[]): string {
  return changed.some(({ isLeader }) => isLeader)
    ? 'Every server is down while it restarts, and nobody can write while the leader is.'
    : 'Every server is down while it restarts.';
}

function numberOf(value: Value): number | null {
  const amount = readAmount(plainText(value), null, true);
  return 'number' in amount ? amount.number : null;
}
