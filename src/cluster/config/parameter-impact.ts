import { plainText } from '../../formats/json.js';
import type { Value } from '../model/value.js';
import type { ChangedPath } from './changed-paths.js';
import { describeNames } from './check-context.js';
import type { SettingImpact } from './config-impact.js';
import { controlledParameter, isRecoveryParameter, ownerOf } from './owned-parameters.js';
import { catalogueRule, type ParameterRule, ruleOnMember } from './parameter-rules.js';
import { readAmount } from './read-amount.js';
import { isRunningValue } from './same-setting.js';
import type { ConfigMember, ServerParameter } from './server-parameters.js';
import { lineSource } from './setting-source.js';

/** What a change of one of PostgreSQL's parameters leads to: for each member by its own server. */
export function parameterImpact(
  { path, before, after, sameMeaning }: ChangedPath,
  members: readonly ConfigMember[],
  isStandbyCluster: boolean,
): SettingImpact {
  const name = path.at(-1) ?? '';
  const change = { path, before: before ?? null, after: after ?? null };
  const nothing = { ...change, effect: 'none', order: null, members: [], meanwhile: null } as const;
  const isRecovery = path[1] === 'recovery_conf' || isRecoveryParameter(name);
  if (sameMeaning || ownerOf(name) !== null) return nothing;
  const concerned = members.filter(({ isLeader }) => !isRecovery || !isLeader || isStandbyCluster);
  const known = concerned.map((member) => ({ member, rule: ruleOnMember(name, member) }));
  const overruling = concerned.filter((member) => overrules(member, name, before));
  const changed = known.filter(
    ({ member, rule }) => rule !== null && !overruling.includes(member) && !isRunningOn(member, name, after),
  );
  const rules = (changed.length > 0 ? changed : known).flatMap(({ rule }) => rule ?? []);
  if (rules.length === 0) return withoutServer(change, name, members);
  if (changed.length === 0) return { ...nothing, meanwhile: winnersOf(overruling) };
  const effect = effectOf(name, rules);
  return {
    ...change,
    effect,
    order:
      effect === 'restart'
        ? orderOf(
            name,
            change,
            changed.map(({ member }) => member),
            isStandbyCluster,
          )
        : null,
    members: changed.map(({ member }) => member.name),
    meanwhile: sentences(
      effect === 'restart' ? downtime(changed.map(({ member }) => member)) : null,
      winnersOf(overruling),
    ),
  };
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

function sentences(...each: readonly (string | null)[]): string | null {
  return each.filter((sentence) => sentence !== null).join(' ') || null;
}

function downtime(changed: readonly ConfigMember[]): string {
  return changed.some(({ isLeader }) => isLeader)
    ? 'Every server is down while it restarts, and nobody can write while the leader is.'
    : 'Every server is down while it restarts.';
}

/** A value that is not set stands for Patroni's or PostgreSQL's default; without SQL nobody knows, which is no. */
function isRunningOn({ parameters }: ConfigMember, name: string, value: Value | undefined): boolean {
  const running = parameters?.parameters.get(name.toLowerCase());
  const wanted = value ?? controlledParameter(name)?.defaultValue ?? running?.bootValue ?? null;
  return running !== undefined && wanted !== null && isRunningValue(running, wanted);
}

/**
 * Whether something else than the dynamic configuration decides: the member's own file, which Patroni writes into postgresql.conf where the
 * dynamic configuration has another value or none, or ALTER SYSTEM. Without the lines of the files nobody knows, which is no.
 */
function overrules({ parameters }: ConfigMember, name: string, stored: Value | undefined): boolean {
  const key = name.toLowerCase();
  const running = parameters?.parameters.get(key);
  if (running === undefined) return false;
  const lines = parameters?.files ?? [runningLine(running)];
  const line = lines.findLast((each) => each?.name.toLowerCase() === key && each.error === null);
  return line != null && ['local', 'alter-system'].includes(lineSource(running, line, stored));
}

/** Where the lines may not be seen: what runs, unless something else waits for a restart. */
function runningLine({ name, sourceFile: file, setting: value, pendingRestart }: ServerParameter) {
  return file === null || pendingRestart ? null : { name, file, value, error: null };
}

function winnersOf(members: readonly ConfigMember[]): string | null {
  if (members.length === 0) return null;
  const names = describeNames(members.map(({ name }) => name));
  return `The value of ${names} comes from ${members.length === 1 ? 'its' : 'their'} own ${members.length === 1 ? 'file' : 'files'} or ALTER SYSTEM, which win.`;
}

function numberOf(value: Value): number | null {
  const amount = readAmount(plainText(value), null, true);
  return 'number' in amount ? amount.number : null;
}
