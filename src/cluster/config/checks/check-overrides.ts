import { type Hint, hint } from '../../../formats/hint.js';
import { isStandbyCluster, synchronousMode } from '../../model/dynamic-config.js';
import { isTruthy } from '../../model/tags.js';
import { isValueMap } from '../../model/value.js';
import { isSameValue } from '../changed-paths.js';
import { type CheckContext, describeNames, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { describeOverrulers, overruledBy } from '../overruling.js';
import { majorOf } from '../parameter-rules.js';
import { isOlder } from '../server-parameters.js';
import { isLogical } from './check-slots.js';

const PARAMETERS = ['postgresql', 'parameters'];
const LOCAL_TO_TRANSACTION = ['transaction_isolation', 'transaction_read_only', 'transaction_deferrable'];

/** Good values that have no effect because something else decides. */
export function checkOverrides(context: CheckContext): readonly Fault[] {
  return [
    ...synchronousSettings(context),
    ...synchronousNames(context),
    ...walKeep(context),
    ...walLogHints(context),
    ...feedback(context),
    ...transactionSettings(context),
    ...ownSettings(context),
    ...sameNames(context),
  ];
}

/** A new value that does not count on members which have one of their own. */
function ownSettings({ before, parameters, members }: CheckContext): readonly Fault[] {
  const stored = sectionOf(sectionOf(before?.postgresql).parameters);
  return Object.entries(parameters).flatMap(([name, value]): Fault[] => {
    if (value === null || isSameValue(stored[name], value)) return [];
    const overruled = overruledBy(name, before ?? {}, members);
    if (overruled.size === 0) return [];
    const message = `${name} is overruled by ${describeOverrulers(overruled)}`;
    return [overridden([...PARAMETERS, name], message, null)];
  });
}

/** PostgreSQL does not tell capitals from small letters, and of one parameter Patroni takes the last value. */
function sameNames({ postgresql }: CheckContext): readonly Fault[] {
  return ['parameters', 'recovery_conf'].flatMap((section) => {
    const names = Object.keys(sectionOf(postgresql[section]));
    return names.flatMap((name, index): Fault[] => {
      const winner = names.slice(index + 1).findLast((each) => each.toLowerCase() === name.toLowerCase());
      if (winner === undefined) return [];
      const message = `${name} does not count: ${winner} is the same parameter and comes later`;
      const path = ['postgresql', section];
      return [overridden([...path, name], message, [...path, winner], hint`leave ${name} out`)];
    });
  });
}

function overridden(
  path: ConfigPath,
  message: string,
  by: ConfigPath | null,
  next: Hint | null = null,
): Fault {
  return {
    code: 'overridden-setting',
    path,
    message,
    next,
    ...(by === null ? {} : { involves: [path, by] }),
  };
}

function synchronousSettings({ after }: CheckContext): readonly Fault[] {
  const config = { values: after, revision: 0 };
  const isWanted = after.synchronous_mode !== undefined && isTruthy(after.synchronous_mode) !== false;
  if (isWanted && isStandbyCluster(config)) {
    const message = 'Patroni ignores synchronous_mode in a standby cluster';
    return [overridden(['synchronous_mode'], message, ['standby_cluster'])];
  }
  if (isTruthy(after.synchronous_mode_strict) !== true || synchronousMode(config) !== 'off') return [];
  const message = 'synchronous_mode_strict does nothing while synchronous_mode is off';
  return [
    overridden(['synchronous_mode_strict'], message, ['synchronous_mode'], hint`set synchronous_mode=true`),
  ];
}

function synchronousNames({ after, parameters }: CheckContext): readonly Fault[] {
  const names = parameters.synchronous_standby_names;
  if (names === undefined || names === null || synchronousMode({ values: after, revision: 0 }) === 'off')
    return [];
  const message = 'Patroni sets synchronous_standby_names itself in synchronous mode';
  return [
    overridden(
      [...PARAMETERS, 'synchronous_standby_names'],
      message,
      ['synchronous_mode'],
      hint`leave it out`,
    ),
  ];
}

function walKeep({ parameters, members }: CheckContext): readonly Fault[] {
  if (parameters.wal_keep_segments === undefined || parameters.wal_keep_size === undefined) return [];
  const isOld = members.length > 0 && members.every((member) => (majorOf(member) ?? 13) < 13);
  const [loser, winner] = isOld
    ? ['wal_keep_size', 'wal_keep_segments']
    : ['wal_keep_segments', 'wal_keep_size'];
  const message = `Patroni ignores ${loser} while there is ${winner}`;
  return [overridden([...PARAMETERS, loser], message, [...PARAMETERS, winner], hint`leave ${loser} out`)];
}

function walLogHints({ parameters, members }: CheckContext): readonly Fault[] {
  const old = members.filter(({ patroniVersion }) => isOlder(patroniVersion, '4.0'));
  if (isTruthy(parameters.wal_log_hints) !== false || old.length === 0) return [];
  const message = `Before Patroni 4.0 wal_log_hints is always on: ${describeNames(old.map(({ name }) => name))} would ignore it`;
  return [overridden([...PARAMETERS, 'wal_log_hints'], message, null)];
}

function feedback({ after, parameters }: CheckContext): readonly Fault[] {
  const slots = after.permanent_replication_slots ?? after.permanent_slots ?? after.slots;
  const isNeeded = isValueMap(slots) && Object.values(slots).some(isLogical);
  if (!isNeeded || isTruthy(parameters.hot_standby_feedback) !== false) return [];
  const message = 'Patroni turns hot_standby_feedback on, because there are permanent logical slots';
  return [overridden([...PARAMETERS, 'hot_standby_feedback'], message, ['slots'])];
}

function transactionSettings({ parameters }: CheckContext): readonly Fault[] {
  return LOCAL_TO_TRANSACTION.filter((name) => parameters[name] !== undefined).map((name) => {
    const message = `${name} has no effect here: every transaction begins with default_${name}`;
    return overridden([...PARAMETERS, name], message, null, hint`write default_${name}`);
  });
}
