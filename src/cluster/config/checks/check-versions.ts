import { entryOf, plainText } from '../../../formats/json.js';
import { isTruthy } from '../../model/tags.js';
import { isValueMap, type Value, type ValueMap } from '../../model/value.js';
import { valueAt } from '../changed-paths.js';
import { type CheckContext, describeNames, describeValue, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { type ConfigKey, POSTGRESQL_KEYS, TOP_KEYS } from '../config-keys.js';
import { wholeSeconds } from '../effective-timing.js';
import { controlledParameter } from '../owned-parameters.js';
import { isLeftOut } from '../parameter-rules.js';
import { readAmount } from '../read-amount.js';
import { isOlder } from '../server-parameters.js';

interface Demand {
  readonly path: ConfigPath;
  readonly since: string;
  readonly what: string;
}

/** Keys and values for which a member's Patroni is too old: it ignores them. */
export function checkVersions({ after, postgresql, parameters, members }: CheckContext): readonly Fault[] {
  const demands = [
    ...leftOut(parameters, members),
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

/** Parameters that a server may know, and Patroni 3.0 does not. */
function leftOut(parameters: ValueMap, members: CheckContext['members']): readonly Demand[] {
  return Object.keys(parameters)
    .filter((name) => members.some((member) => isLeftOut(name, member)))
    .map((name) => ({ path: ['postgresql', 'parameters', name], since: '3.1', what: name }));
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

/** What Patroni 3.0 reads with Python's int, beside the timing, which all versions read like that (config.py, __DEFAULT_CONFIG). */
const READ_BY_INT = [
  ...['maximum_lag_on_failover', 'maximum_lag_on_syncnode', 'check_timeline', 'synchronous_node_count'],
  ...['primary_start_timeout', 'primary_stop_timeout', 'master_start_timeout', 'master_stop_timeout'],
] as const;

/**
 * Values for which agents of Patroni 3.0 take nothing of the whole document, and others that they read differently. Seen with 3.0.2, and no
 * more with 4.0.7; what is between was not tried.
 */
export function checkOldReaders({ after, postgresql, parameters, members }: CheckContext): readonly Fault[] {
  const old = members.filter(({ patroniVersion }) => isOlder(patroniVersion, '3.1'));
  if (old.length === 0) return [];
  const who = `Patroni 3.0 on ${describeNames(old.map(({ name }) => name))}`;
  const fault = (path: ConfigPath, what: string): Fault => {
    const message = `${path.at(-1)} is ${describeValue(valueAt(after, path) ?? null)}: ${who} ${what}`;
    return { code: 'wrong-type', path, message, next: null };
  };
  const nothing =
    'would take nothing of the whole document, and keep its timing and all that is in postgresql';
  const paths = [
    ...READ_BY_INT.filter((name) => isNoInt(after[name])).map((name) => [name]),
    ...(isNoInt(after.watchdog) ? [['watchdog']] : []),
    ...Object.entries(parameters).flatMap(([name, value]) =>
      isUnreadable(name, value) ? [['postgresql', 'parameters', name]] : [],
    ),
  ];
  const isText = typeof postgresql.use_slots === 'string' && isTruthy(postgresql.use_slots) === false;
  return [
    ...paths.map((path) => fault(path, nothing)),
    ...(isText ? [fault(['postgresql', 'use_slots'], 'takes a text as yes')] : []),
    ...(postgresql.recovery_conf !== undefined && !isValueMap(postgresql.recovery_conf)
      ? [fault(['postgresql', 'recovery_conf'], 'would fail in every cycle of a standby')]
      : []),
  ];
}

function isUnreadable(name: string, value: Value): boolean {
  const key = name.toLowerCase();
  if (key === 'wal_level') return typeof value !== 'string';
  if (key === 'wal_keep_size') return !('number' in readAmount(plainText(value), 'MB', true));
  return typeof controlledParameter(key)?.least?.number === 'number' && isNoInt(value);
}

/** For Python a switch is 0 or 1. */
function isNoInt(value: Value | undefined): boolean {
  return value !== undefined && typeof value !== 'boolean' && wholeSeconds(value, 0) === null;
}
