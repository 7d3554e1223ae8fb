import { plainText } from '../../formats/json.js';
import type { Value, ValueMap } from '../model/value.js';
import type { ChangedPath } from './changed-paths.js';
import type { SettingImpact } from './config-impact.js';
import { describeOverrulers, overruledBy } from './overruling.js';
import { controlledParameter, ownerOf } from './owned-parameters.js';
import { catalogueRule, isLeftOut, type ParameterRule, ruleOnMember } from './parameter-rules.js';
import { readAmount } from './read-amount.js';
import { isRunningValue } from './same-setting.js';
import type { ConfigMember, ServerParameters } from './server-parameters.js';

/** What a change of one of PostgreSQL's parameters leads to: for each member by its own server. `stored` is what agents have now. */
export function parameterImpact(
  { path, before, after, sameMeaning }: ChangedPath,
  stored: ValueMap,
  members: readonly ConfigMember[],
  isStandbyCluster: boolean,
): SettingImpact {
  const name = path.at(-1) ?? '';
  const change = { path, before: before ?? null, after: after ?? null };
  const nothing = { ...change, effect: 'none', order: null, members: [], meanwhile: null } as const;
  if (sameMeaning || ownerOf(name) !== null) return nothing;
  const known = members.map((member) => ({ member, rule: knownRule(name, member) }));
  const overruled = overruledBy(name, stored, members);
  const changed = known.filter(
    ({ member, rule }) => rule !== null && !overruled.has(member.name) && !isRunningOn(member, name, after),
  );
  const rules = (changed.length > 0 ? changed : known).flatMap(({ rule }) => rule ?? []);
  const isUnknown = known.every(({ member }) => ruleOnMember(name, member) === null);
  if (rules.length === 0) return isUnknown ? withoutServer(change, name, members) : nothing;
  const elsewhere = overruled.size === 0 ? [] : [`${capital(describeOverrulers(overruled))} counts instead.`];
  if (changed.length === 0) return { ...nothing, meanwhile: elsewhere[0] ?? null };
  const effect = effectOf(name, rules);
  const concerned = changed.map(({ member }) => member);
  const sentences = [...(effect === 'restart' ? [downtime(concerned)] : []), ...elsewhere];
  return {
    ...change,
    effect,
    order: effect === 'restart' ? orderOf(name, change, concerned, isStandbyCluster) : null,
    members: concerned.map(({ name: member }) => member),
    meanwhile: sentences.length === 0 ? null : sentences.join(' '),
  };
}

/** Null also for what the member's Patroni leaves out, although its server knows it. */
function knownRule(name: string, member: ConfigMember): ParameterRule | null {
  return isLeftOut(name, member) ? null : ruleOnMember(name, member);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function withoutServer(
  change: Pick<SettingImpact, 'path' | 'before' | 'after'>,
  name: string,
  members: readonly ConfigMember[],
): SettingImpact {
  const rule = members.length === 0 ? catalogueRule(name, null) : null;
  const effect = rule === null ? 'unknown' : effectOf(name, [rule]);
  const names = members.map((member) => member.name);
  return { ...change, effect, order: effect === 'restart' ? 'any' : null, members: names, meanwhile: null };
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

/**
 * Without a value Patroni's default counts, or another file of the server, or PostgreSQL's default; without SQL nobody knows, which is no.
 * What was read from a file at the start and goes from there waits for a restart even where it is the default (guc-file.l).
 */
export function isRunningOn({ parameters }: ConfigMember, name: string, value: Value | undefined): boolean {
  const key = name.toLowerCase();
  const running = parameters?.parameters.get(key);
  if (running === undefined) return false;
  const given = value ?? controlledParameter(name)?.defaultValue ?? otherFileValue(key, parameters) ?? null;
  if (given !== null) return isRunningValue(running, given);
  if (running.context === 'postmaster' && running.source === 'configuration file') return false;
  return running.bootValue !== null && isRunningValue(running, running.bootValue);
}

/** Of a file that postgresql.conf includes, such as the one that initdb wrote. */
function otherFileValue(key: string, parameters: ServerParameters | null | undefined): string | null {
  const line = parameters?.files?.findLast(
    (each) =>
      each.name.toLowerCase() === key &&
      each.error === null &&
      !/\/postgresql(\.auto)?\.conf$/.test(each.file),
  );
  return line?.value ?? null;
}

function numberOf(value: Value): number | null {
  const amount = readAmount(plainText(value), null, true);
  return 'number' in amount ? amount.number : null;
}
