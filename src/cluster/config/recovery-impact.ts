import type { Value } from '../model/value.js';
import type { ChangedPath } from './changed-paths.js';
import { describeNames } from './check-context.js';
import { isOpenRecoveryParameter } from './owned-parameters.js';
import type { Documents, SettingImpact } from './parameter-impact.js';
import { ruleOnMember } from './parameter-rules.js';
import { changedRecovery, recoveryName, recoverySettings } from './recovery-settings.js';
import { isRunningValue } from './same-setting.js';
import type { ConfigMember } from './server-parameters.js';
import { isRunningOn } from './wanted-value.js';

/**
 * What a change of a recovery parameter leads to: on standbys, and for all that stands in recovery_conf if one comes among the
 * parameters or is the last to go from there.
 */
export function recoveryImpact(
  { path, before, after }: ChangedPath,
  documents: Documents,
  members: readonly ConfigMember[],
  isStandbyCluster: boolean,
): SettingImpact {
  const [was, is] = [recoverySettings(documents.before), recoverySettings(documents.after)];
  const [, section] = path;
  const isHere = section === was.section || section === is.section;
  const own = recoveryName(path.at(-1) ?? '');
  const moved = was.section !== is.section && section === 'parameters';
  const changed = changedRecovery(documents.before, documents.after).filter((name) => name === own);
  const all = members.filter(({ isLeader }) => !isLeader || isStandbyCluster);
  const isOpen = was.section === 'recovery_conf' && is.section === 'recovery_conf';
  const owners = isOpen ? all.filter((member) => hasOwnRecovery(member, was.values)) : [];
  const standbys = all.filter((member) => !owners.includes(member));
  const wanted = (name: string): Value | undefined => is.values.get(name);
  const reached = standbys.filter((member) =>
    changed.some((name) => ruleOnMember(name, member) !== null && !isRunningOn(member, name, wanted(name))),
  );
  const overruled = owners.map(({ name }) => name);
  const told = { path, before: before ?? null, after: after ?? null, order: null, overruled };
  const elsewhere =
    owners.length === 0
      ? []
      : [`Overruled by recovery parameters in the file of ${describeNames(owners.map(({ name }) => name))}.`];
  const places = moved ? placeSentences(documents, is.section, own) : [];
  if (!isHere || changed.length === 0 || (members.length > 0 && reached.length === 0)) {
    const [said = null] = [...elsewhere, ...places];
    return { ...told, effect: 'none', members: [], meanwhile: said };
  }
  const restarted = reached.filter((member) =>
    changed.some((name) => ruleOnMember(name, member)?.context === 'postmaster'),
  );
  const sentences = [
    ...elsewhere,
    ...places,
    ...(restarted.length === 0
      ? []
      : [
          `Patroni restarts PostgreSQL on ${describeNames(restarted.map(({ name }) => name))} at once, without being asked.`,
        ]),
  ];
  return {
    ...told,
    effect: restarted.length > 0 ? 'agents' : 'reload',
    members: reached.map(({ name }) => name),
    meanwhile: sentences.length === 0 ? null : sentences.join(' '),
  };
}

/** Whether a standby runs with other recovery parameters than are stored, as it does with some in its own file: they replace all of these. */
function hasOwnRecovery({ parameters }: ConfigMember, stored: ReadonlyMap<string, Value>): boolean {
  if (parameters === null || !parameters.inRecovery) return false;
  return [...parameters.parameters.values()].some((parameter) => {
    if (!isOpenRecoveryParameter(parameter.name)) return false;
    const value = stored.get(parameter.name) ?? null;
    const isFromPatroni = /(^|\/)postgresql\.conf$/.test(parameter.sourceFile ?? '');
    if (value === null) return isFromPatroni && parameter.setting !== parameter.bootValue;
    return !isRunningValue(parameter, value);
  });
}

/** What recovery_conf had and standbys lose, or has and they get. */
function placeSentences({ before, after }: Documents, section: string, own: string): readonly string[] {
  const others = changedRecovery(before, after).filter((name) => name !== own);
  const { values } = recoverySettings(section === 'parameters' ? before : after);
  const concerned = others.filter((name) => values.has(name));
  if (concerned.length === 0) return [];
  const names = describeNames(concerned);
  return section === 'parameters'
    ? [`All of postgresql.recovery_conf stops counting: standbys lose ${names}.`]
    : [`postgresql.recovery_conf counts again: standbys get ${names}.`];
}

/** What standbys lose or get although its key does not change, because of what comes or goes among the parameters. */
export function movedRecovery(
  { before, after }: Documents,
  changes: readonly ChangedPath[],
): readonly ChangedPath[] {
  const told = changes.flatMap(({ path }) => (path.length === 3 ? [recoveryName(path[2] ?? '')] : []));
  const [was, is] = [recoverySettings(before).values, recoverySettings(after).values];
  return changedRecovery(before, after)
    .filter((name) => !told.includes(name))
    .map((name) => ({
      path: ['postgresql', 'recovery_conf', name],
      before: was.get(name),
      after: is.get(name),
      sameMeaning: false,
    }));
}
