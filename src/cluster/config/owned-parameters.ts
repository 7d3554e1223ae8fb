import { entryOf, plainText } from '../../formats/json.js';
import { isTruthy } from '../model/tags.js';
import type { Value } from '../model/value.js';
import { readAmount } from './read-amount.js';

/** A parameter for which only the dynamic configuration counts: Patroni checks it and passes it on the command line (5.5). */
export interface ControlledParameter {
  readonly defaultValue: string;
  /** In words, such as `at least 25`. */
  readonly accepted: string;
  /** Standbys need it at least as high as the primary: raised on standbys first, lowered on the primary first. */
  readonly isOrdered: boolean;
  readonly effect: 'restart' | 'reload';
  /** Patroni's own least value and its unit; null if it is no number. */
  readonly least: { readonly number: number; readonly unit: string | null } | null;
}

const number = (defaultValue: string, least: number, isOrdered: boolean): ControlledParameter => ({
  defaultValue,
  accepted: `at least ${least}`,
  isOrdered,
  effect: 'restart',
  least: { number: least, unit: null },
});
const other = (defaultValue: string, accepted: string): ControlledParameter => ({
  defaultValue,
  accepted,
  isOrdered: false,
  effect: 'restart',
  least: null,
});

const CONTROLLED_PARAMETERS: Readonly<Record<string, ControlledParameter>> = {
  max_connections: number('100', 25, true),
  max_worker_processes: number('8', 2, true),
  max_wal_senders: number('10', 3, true),
  max_prepared_transactions: number('0', 0, true),
  max_locks_per_transaction: number('64', 32, true),
  max_replication_slots: number('10', 4, false),
  wal_level: other('replica', 'replica or logical'),
  track_commit_timestamp: other('off', 'on or off'),
  wal_log_hints: other('on', 'on or off since Patroni 4.0, before it always on'),
  hot_standby: other('on', 'only on'),
  wal_keep_segments: { ...number('8', 1, false), effect: 'reload' },
  wal_keep_size: {
    ...number('128MB', 16, false),
    accepted: 'at least 16MB',
    effect: 'reload',
    least: { number: 16, unit: 'MB' },
  },
};

/** Parameters that Patroni sets itself, whatever is configured, and where their value comes from. */
const OWNED: Readonly<Record<string, string>> = {
  listen_addresses: 'from the local postgresql.listen of each member',
  port: 'from the local postgresql.listen of each member',
  cluster_name: 'from the name of the cluster (scope)',
  data_directory: 'from the local postgresql.data_dir of each member',
  config_file: 'from the local postgresql.data_dir or config_dir of each member',
  primary_conninfo: 'from the address of the leader',
  primary_slot_name: "from the member's name",
  standby_mode: 'from the role of each member',
  pause_at_recovery_target: 'and always recovers to the latest state',
};

/** Of a parameter that Patroni sets itself, where its value comes from, as the end of a sentence; null if it may be configured. */
export function ownerOf(name: string): string | null {
  const key = name.toLowerCase();
  return (
    entryOf(OWNED, key) ??
    (key.startsWith('recovery_target') ? 'and always recovers to the latest state' : null)
  );
}

/** Patroni passes these on although it starts servers with its own: what that does. */
const PASSED_ON: Readonly<Record<string, string>> = {
  data_directory: 'servers would look for their data there at their next start, and not come up',
  config_file: 'servers would wait for a restart, also after it',
};

/** What a value does that Patroni writes although it sets the parameter itself; null if it drops the value. */
export function harmOf(name: string): string | null {
  return entryOf(PASSED_ON, name.toLowerCase()) ?? null;
}

const RECOVERY_PARAMETERS = [
  'archive_cleanup_command',
  'pause_at_recovery_target',
  'primary_conninfo',
  'primary_slot_name',
  'promote_trigger_file',
  'recovery_end_command',
  'recovery_min_apply_delay',
  'restore_command',
  'standby_mode',
  'trigger_file',
] as const;

/**
 * Recovery parameters, which standbys alone get. A single one among `postgresql.parameters`, whichever it is, makes Patroni take them
 * all from there and none from `postgresql.recovery_conf` (postgresql/config.py, _adjust_recovery_parameters).
 */
export function isRecoveryParameter(name: string): boolean {
  const key = name.toLowerCase();
  return key.startsWith('recovery_target') || RECOVERY_PARAMETERS.some((each) => each === key);
}

/** Recovery parameters that count; those that Patroni sets itself do not. */
export function isOpenRecoveryParameter(name: string): boolean {
  return isRecoveryParameter(name) && ownerOf(name) === null;
}

export function controlledParameter(name: string): ControlledParameter | null {
  return entryOf(CONTROLLED_PARAMETERS, name.toLowerCase()) ?? null;
}

/** Whether Patroni takes the value; otherwise it starts servers with its default and says so only in its log. */
export function isAcceptedValue(name: string, value: Value): boolean {
  const key = name.toLowerCase();
  const { least } = entryOf(CONTROLLED_PARAMETERS, key) ?? {};
  if (least === undefined || least === null) return isAcceptedWord(key, value);
  const amount = readAmount(plainText(value), least.unit, true);
  return 'number' in amount && amount.number >= least.number;
}

function isAcceptedWord(key: string, value: Value): boolean {
  if (key === 'hot_standby') return isTruthy(value) === true;
  if (key !== 'wal_level') return isTruthy(value) !== undefined;
  return typeof value === 'string' && ['hot_standby', 'replica', 'logical'].includes(value.toLowerCase());
}

/** Patroni converts one into the other (16 MB for each segment), so each is accepted by every version of PostgreSQL. */
export function isConverted(name: string): boolean {
  return ['wal_keep_segments', 'wal_keep_size'].includes(name.toLowerCase());
}
