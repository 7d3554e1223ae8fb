import type { PendingRestartReason } from '../model/member.js';
import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import { type MemberSetting, memberSetting } from './member-setting.js';
import { isRecoveryParameter, ownerOf } from './owned-parameters.js';
import { recoverySettings } from './recovery-settings.js';
import { isRunningValue } from './same-setting.js';
import type { ConfigMember, ServerParameter } from './server-parameters.js';

/**
 * `differs-from-dcs`: a member runs with something else than what is stored. `differs-between-members`: members run with different
 * values. `overrides-dcs`: what is stored does not count on a member, whether or not it happens to run with the same.
 */
export type DriftKind = 'differs-from-dcs' | 'differs-between-members' | 'overrides-dcs';

export interface ParameterDrift {
  readonly name: string;
  readonly kinds: readonly DriftKind[];
  /** In the dynamic configuration; undefined: not set. */
  readonly stored: Value | undefined;
  readonly members: readonly DriftedMember[];
}

export interface DriftedMember extends MemberSetting {
  readonly member: string;
}

/** A member, and the parameters that it says wait for a restart. */
interface ComparedMember {
  readonly member: ConfigMember;
  readonly reasons: readonly PendingRestartReason[];
}

/** What may differ: paths and names of each server itself, and what its role or the session decides. */
const OWN = new Set([
  ...['application_name', 'external_pid_file', 'hba_file', 'ident_file', 'log_directory', 'log_filename'],
  ...[
    'unix_socket_directories',
    'ssl_cert_file',
    'ssl_key_file',
    'ssl_ca_file',
    'ssl_crl_file',
    'ssl_crl_dir',
  ],
  ...['in_hot_standby', 'transaction_read_only', 'default_transaction_read_only', 'transaction_deferrable'],
  ...['transaction_isolation', 'krb_server_keyfile', 'bonjour_name', 'event_source', 'log_timezone'],
]);

/** Parameters whose running values differ between members or from what is stored, by name. Members without SQL are left out. */
export function findDrift(config: ValueMap, members: readonly ComparedMember[]): readonly ParameterDrift[] {
  const asked = members.filter(({ member }) => member.parameters !== null);
  const names = new Set([
    ...asked.flatMap(({ member }) => [...(member.parameters?.parameters.keys() ?? [])]),
    ...Object.keys(storedParameters(config)).map((name) => name.toLowerCase()),
  ]);
  const isSynchronous = config.synchronous_mode !== undefined;
  return [...names]
    .filter((name) => isShared(name) && !(isSynchronous && name === 'synchronous_standby_names'))
    .sort()
    .flatMap((name) => driftOf(name, config, asked));
}

function storedParameters(config: ValueMap): ValueMap {
  const section = config.postgresql;
  return isValueMap(section) && isValueMap(section.parameters) ? section.parameters : {};
}

function isShared(name: string): boolean {
  return !OWN.has(name) && ownerOf(name) === null;
}

function driftOf(name: string, config: ValueMap, asked: readonly ComparedMember[]): ParameterDrift[] {
  const stored = isRecoveryParameter(name)
    ? recoverySettings(config).values.get(name)
    : Object.entries(storedParameters(config)).findLast(([each]) => each.toLowerCase() === name)?.[1];
  const compared = asked.filter(({ member }) => isComparable(name, member));
  const settings = compared.flatMap(({ member, reasons }) => {
    const setting = memberSetting(name, stored, member, reasons);
    const parameter = member.parameters?.parameters.get(name) ?? null;
    return setting === null ? [] : [{ member: member.name, setting, parameter }];
  });
  const kinds = kindsOf(stored, settings);
  if (kinds.length === 0) return [];
  const shownName = settings.find(({ parameter }) => parameter !== null)?.parameter?.name ?? name;
  const drifted = settings.map(({ member, setting }) => ({ member, ...setting }));
  return [{ name: shownName, kinds, stored, members: drifted }];
}

/** What is fixed when a server is built says nothing about its configuration; recovery is a matter of standbys. */
function isComparable(name: string, { parameters }: ConfigMember): boolean {
  if (isRecoveryParameter(name)) return parameters?.inRecovery ?? false;
  const context = parameters?.parameters.get(name)?.context;
  return context !== 'internal';
}

interface Compared {
  readonly setting: MemberSetting;
  readonly parameter: ServerParameter | null;
}

function kindsOf(stored: Value | undefined, settings: readonly Compared[]): DriftKind[] {
  const isStored = stored !== undefined && stored !== null;
  const fromDcs = isStored && settings.some((each) => differs(stored, each));
  const between = new Set(settings.map(({ setting }) => setting.running)).size > 1;
  const overrides = isStored && settings.some(({ setting }) => isOverriding(setting));
  return [
    ...(fromDcs ? (['differs-from-dcs'] as const) : []),
    ...(between ? (['differs-between-members'] as const) : []),
    ...(overrides ? (['overrides-dcs'] as const) : []),
  ];
}

/** PostgreSQL shows some texts in a notation of its own: then it counts that the line it runs with is the stored one. */
function differs(stored: Value, { setting, parameter }: Compared): boolean {
  if (parameter === null) return true;
  const isTaken = parameter.type === 'string' && setting.source === 'dcs' && setting.pending === null;
  return !isTaken && !isRunningValue(parameter, stored);
}

function isOverriding({ source }: MemberSetting): boolean {
  return source === 'local' || source === 'alter-system' || source === 'command-line' || source === 'file';
}
