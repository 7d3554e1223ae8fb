import { entryOf, plainText } from '../../../formats/json.js';
import type { Value, ValueMap } from '../../model/value.js';
import { type CheckContext, describeNames, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { type ConfigKey, POSTGRESQL_KEYS, TOP_KEYS } from '../config-keys.js';
import { isOlder } from '../server-parameters.js';

interface Demand {
  readonly path: ConfigPath;
  readonly since: string;
  readonly what: string;
}

/** Keys and values for which a member's Patroni is too old: it ignores them. */
export function checkVersions({ after, postgresql, members }: CheckContext): readonly Fault[] {
  const demands = [
    ...demandsOf([], after, TOP_KEYS),
    ...demandsOf(['postgresql'], postgresql, POSTGRESQL_KEYS),
    ...quorum(after.synchronous_mode),
    ...clusterTypes(after),
  ];
  return demands.flatMap(({ path, since, what }): Fault[] => {
    const old = members.filter(({ patroniVersion }) => isOlder(patroniVersion, since));
    if (old.length === 0) return [];
    const who = describeNames(old.map(({ name, patroniVersion }) => `${name} (${patroniVersion})`));
    const message = `${what} needs Patroni ${since}; ${who} would ignore it`;
    return [{ code: 'needs-newer-patroni', path, message, next: null }];
  });
}

function demandsOf(
  prefix: ConfigPath,
  section: ValueMap,
  keys: Readonly<Record<string, ConfigKey>>,
): readonly Demand[] {
  return Object.keys(section).flatMap((name) => {
    const since = entryOf(keys, name)?.since ?? null;
    return since === null ? [] : [{ path: [...prefix, name], since, what: name }];
  });
}

function quorum(value: Value | undefined): readonly Demand[] {
  const isQuorum = plainText(value).toLowerCase() === 'quorum';
  return isQuorum ? [{ path: ['synchronous_mode'], since: '4.0', what: 'synchronous_mode: quorum' }] : [];
}

function clusterTypes({ slots }: ValueMap): readonly Demand[] {
  return Object.entries(sectionOf(slots)).flatMap(([name, slot]) =>
    sectionOf(slot).cluster_type === undefined
      ? []
      : [{ path: ['slots', name, 'cluster_type'], since: '4.1', what: 'cluster_type of a slot' }],
  );
}
