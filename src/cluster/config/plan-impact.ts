import { entryOf } from '../../formats/json.js';
import { isStandbyCluster, synchronousMode } from '../model/dynamic-config.js';
import { isTruthy } from '../model/tags.js';
import { isTrue, isValueMap, type Value, type ValueMap } from '../model/value.js';
import { type ChangedPath, changedPaths } from './changed-paths.js';
import { describeNames, sectionOf } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import { LOCAL_POSTGRESQL_KEYS, POSTGRESQL_KEYS, TOP_KEYS } from './config-keys.js';
import { isRecoveryParameter } from './owned-parameters.js';
import { type Documents, parameterImpact, type SettingImpact } from './parameter-impact.js';
import { movedRecovery, recoveryImpact } from './recovery-impact.js';
import type { ConfigMember } from './server-parameters.js';
import { isOlder, newestPatroni } from './server-parameters.js';

/** What each changed key leads to, in the order of the documents. */
export function planImpact(
  before: ValueMap,
  after: ValueMap,
  members: readonly ConfigMember[],
): readonly SettingImpact[] {
  const isStandby = isStandbyCluster({ values: after, revision: 0 });
  const documents = { before: withSections(before), after: withSections(after) };
  const changes = changedPaths(documents.before, documents.after);
  return [...changes, ...movedRecovery(documents, changes)].map((change) => {
    if (isRecovery(change.path)) return recoveryImpact(change, documents, members, isStandby);
    return isParameter(change.path)
      ? parameterImpact(change, documents, members, isStandby)
      : keyImpact(change, documents, members);
  });
}

/** Patroni takes null for the section postgresql, or for one of these parts, as if it was not there. */
function withSections(values: ValueMap): ValueMap {
  const { postgresql, ...rest } = values;
  if (postgresql === null) return rest;
  if (!isValueMap(postgresql)) return values;
  const isEmpty = (name: string, value: Value): boolean =>
    (name === 'parameters' || name === 'recovery_conf') &&
    (value === null || (isValueMap(value) && Object.keys(value).length === 0));
  const entries = Object.entries(postgresql).filter(([name, value]) => !isEmpty(name, value));
  return entries.length === 0 ? rest : { ...values, postgresql: Object.fromEntries(entries) };
}

function isRecovery([top, section, name = '']: ConfigPath): boolean {
  if (top !== 'postgresql' || name === '') return false;
  return section === 'recovery_conf' || (section === 'parameters' && isRecoveryParameter(name));
}

/** `postgresql.parameters.work_mem`, also in the sections for one role. */
function isParameter(path: ConfigPath): boolean {
  const [top, section = ''] = path;
  return (
    path.length === 3 &&
    top === 'postgresql' &&
    /^parameters(_primary|_replica|_standby_leader)?$/.test(section)
  );
}

/** What a change of one of Patroni's own keys leads to: agents act on it at their next cycle, which the change brings on. */
function keyImpact(
  change: ChangedPath,
  documents: Documents,
  members: readonly ConfigMember[],
): SettingImpact {
  const { path, sameMeaning } = change;
  const known = keyAt(path);
  const told = {
    path,
    before: change.before ?? null,
    after: change.after ?? null,
    order: null,
    overruled: [],
  };
  if (sameMeaning || known === 'local') return { ...told, effect: 'none', members: [], meanwhile: null };
  if (known === null) {
    const isNewer = newestPatroni(members) !== null;
    return { ...told, effect: isNewer ? 'unknown' : 'none', members: [], meanwhile: null };
  }
  const able = members.filter(
    ({ patroniVersion }) => known.since === null || !isOlder(patroniVersion, known.since),
  );
  const names = able.map(({ name }) => name);
  if (isAccessList(path)) return { ...told, ...accessImpact(change, documents.after, able) };
  return { ...told, effect: 'agents', members: names, meanwhile: meanwhileOf(change, documents) };
}

function isAccessList([top, section = '']: ConfigPath): boolean {
  return top === 'postgresql' && /^pg_(hba|ident)/.test(section);
}

/** Patroni writes a file for a list that has lines, and only the file that it owns (postgresql/config.py, replace_pg_hba). */
function accessImpact(
  { path, after }: ChangedPath,
  document: ValueMap,
  members: readonly ConfigMember[],
): Pick<SettingImpact, 'effect' | 'members' | 'meanwhile'> {
  const [, section = ''] = path;
  const file = section.startsWith('pg_hba') ? 'hba_file' : 'ident_file';
  const nothing = { effect: 'none', members: [] } as const;
  if (!isTrue(after) && section.split('_').length === 2) {
    return {
      ...nothing,
      meanwhile: 'Patroni leaves the file as it is: what was written last goes on counting.',
    };
  }
  if (isTrue(sectionOf(sectionOf(document.postgresql).parameters)[file])) {
    return {
      ...nothing,
      meanwhile: `postgresql.parameters.${file} names another file, which counts instead.`,
    };
  }
  const [own, other] = partition(members, (member) => ownsFile(member, file));
  const elsewhere =
    other.length === 0 ? '' : `${file} of ${describeNames(other)} is another file, which counts there. `;
  return {
    effect: own.length === 0 && members.length > 0 ? 'none' : 'reload',
    members: own,
    meanwhile: `${elsewhere}A member whose own file has ${section} goes on with that.`,
  };
}

function partition(
  members: readonly ConfigMember[],
  isWanted: (member: ConfigMember) => boolean,
): readonly [readonly string[], readonly string[]] {
  const namesOf = (wanted: boolean): readonly string[] =>
    members.filter((member) => isWanted(member) === wanted).map(({ name }) => name);
  return [namesOf(true), namesOf(false)];
}

/** The one beside postgresql.conf; true if nobody tells. */
function ownsFile({ parameters }: ConfigMember, name: 'hba_file' | 'ident_file'): boolean {
  const [file, config] = [name, 'config_file'].map(
    (each) => parameters?.parameters.get(each)?.setting ?? null,
  );
  if (file == null || config == null) return true;
  const folder = config.slice(0, config.lastIndexOf('/'));
  return file === `${folder}/pg_${name.startsWith('hba') ? 'hba' : 'ident'}.conf`;
}

function keyAt(path: readonly string[]): { readonly since: string | null } | 'local' | null {
  const [top = '', second = ''] = path;
  if (top !== 'postgresql' || path.length === 1) return entryOf(TOP_KEYS, top) ?? null;
  if (LOCAL_POSTGRESQL_KEYS.some((each) => each === second)) return 'local';
  if (Object.hasOwn(POSTGRESQL_KEYS, second)) return entryOf(POSTGRESQL_KEYS, second) ?? null;
  return path.length > 2 ? { since: null } : null;
}

/** Only what is worth a thought before the change is made. */
function meanwhileOf({ path, before, after }: ChangedPath, documents: Documents): string | null {
  const [top, second] = path;
  if (top === 'pause') return pauseSentence(isTruthy(after) === true);
  if (top === 'standby_cluster') return standbySentence(documents);
  if (top === 'synchronous_mode' || top === 'synchronous_mode_strict') return synchronousSentence(documents);
  if (isSlots(top) && after === undefined)
    return `Patroni drops the slot ${second ?? ''}: its consumer loses its place.`;
  if (top === 'ignore_slots' && before !== undefined)
    return 'Patroni drops slots that no entry covers any more.';
  if (top === 'postgresql' && second === 'use_slots' && isTruthy(after) === false) {
    return 'Patroni drops the slots of members: a replica that falls behind may have to be rebuilt.';
  }
  return null;
}

function isSlots(top: string | undefined): boolean {
  return top === 'slots' || top === 'permanent_slots' || top === 'permanent_replication_slots';
}

function pauseSentence(isPaused: boolean): string {
  return isPaused
    ? 'There is no automatic failover until the pause ends.'
    : 'Automatic failover is back, and agents act on whatever happened during the pause.';
}

function standbySentence({ before, after }: Documents): string | null {
  const [was, is] = [before, after].map((values) => isStandbyCluster({ values, revision: 0 }));
  if (!was && is)
    return 'The cluster is demoted: its primary becomes a standby of the remote node, and nobody can write here.';
  if (was && !is)
    return 'The cluster is promoted: its standby leader becomes a primary with a timeline of its own.';
  return is ? 'The standby leader connects to the remote node anew.' : null;
}

function synchronousSentence({ before, after }: Documents): string | null {
  const [was, is] = [before, after].map((values) => synchronousMode({ values, revision: 0 }));
  const isStrict = isTruthy(after.synchronous_mode_strict) === true;
  if (is !== 'off' && isStrict) return 'Nobody can write while there is no synchronous standby.';
  if (is !== 'off' && was === 'off')
    return 'Commits wait for a synchronous standby as soon as the leader has chosen one.';
  return is === 'off' && was !== 'off' ? 'A failover can lose what was committed last.' : null;
}
