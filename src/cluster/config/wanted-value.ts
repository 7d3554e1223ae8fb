import { plainText } from '../../formats/json.js';
import type { Value, ValueMap } from '../model/value.js';
import { sectionOf } from './check-context.js';
import { controlledParameter, isAcceptedValue, isConverted } from './owned-parameters.js';
import { majorOf } from './parameter-rules.js';
import { readAmount } from './read-amount.js';
import { isRunningValue } from './same-setting.js';
import type { ConfigMember, ServerParameters } from './server-parameters.js';

/** The name on a member's server: of the two that Patroni converts into each other it has one. */
export function serverName(name: string, member: ConfigMember): string {
  if (!isConverted(name)) return name;
  return isBefore13(member) ? 'wal_keep_segments' : 'wal_keep_size';
}

function isBefore13(member: ConfigMember): boolean {
  return (majorOf(member) ?? 13) < 13;
}

/** What Patroni gives a member's server for a parameter; undefined: nothing, and a default counts. */
export function wantedValue(name: string, member: ConfigMember, { postgresql }: ValueMap): Value | undefined {
  const stored = sectionOf(sectionOf(postgresql).parameters);
  const storedAs = (wanted: string): Value | undefined => {
    const value =
      Object.entries(stored).findLast(([each]) => each.toLowerCase() === wanted)?.[1] ?? undefined;
    const isDropped =
      value !== undefined && controlledParameter(wanted) !== null && !isAcceptedValue(wanted, value);
    return isDropped ? undefined : value;
  };
  if (!isConverted(name)) return inFolder(name.toLowerCase(), storedAs(name.toLowerCase()), member);
  const [segments, size] = [storedAs('wal_keep_segments'), storedAs('wal_keep_size')];
  if (isBefore13(member)) return segments ?? segmentsOf(size);
  return size ?? (segments === undefined ? undefined : `${numberOf(segments, null) * 16}MB`);
}

/** Patroni takes these paths as relative to its folder of configuration (postgresql/config.py, get_server_parameters). */
function inFolder(key: string, value: Value | undefined, { parameters }: ConfigMember): Value | undefined {
  const file = parameters?.parameters.get('config_file')?.setting ?? null;
  const isRelative = typeof value === 'string' && value !== '' && !value.startsWith('/');
  if (!/^(hba|ident)_file$/.test(key) || !isRelative || file === null) return value;
  return `${file.slice(0, file.lastIndexOf('/'))}/${value}`;
}

function segmentsOf(size: Value | undefined): Value | undefined {
  return size === undefined ? undefined : Math.floor((numberOf(size, 'MB') + 8) / 16);
}

function numberOf(value: Value, unit: string | null): number {
  const amount = readAmount(plainText(value), unit, true);
  return 'number' in amount ? amount.number : 0;
}

/**
 * Without a value Patroni's default counts, or another file of the server, or PostgreSQL's default; without SQL nobody knows, which is no.
 * What was read from a file at the start and goes from there waits for a restart even where it is the default (guc-file.l).
 */
export function isRunningOn({ parameters }: ConfigMember, name: string, value: Value | undefined): boolean {
  const key = name.toLowerCase();
  const running = parameters?.parameters.get(key);
  if (running === undefined || parameters === null) return false;
  const given = value ?? controlledParameter(name)?.defaultValue ?? otherFileValue(key, parameters);
  if (given === null) {
    if (running.context === 'postmaster' && running.source === 'configuration file') return false;
    return running.bootValue !== null && isRunningValue(running, running.bootValue);
  }
  if (key === 'wal_buffers' && plainText(given).trim() === '-1')
    return Number(running.setting) === automaticWalBuffers(parameters);
  return isRunningValue(running, given);
}

/** Of a file that postgresql.conf includes, such as the one that initdb wrote. */
function otherFileValue(key: string, { files }: ServerParameters): string | null {
  const line = files?.findLast(
    (each) => each.name.toLowerCase() === key && !/(^|\/)postgresql(\.auto)?\.conf$/.test(each.file),
  );
  return line?.value ?? null;
}

/** A thirty-second of shared_buffers, within bounds (xlog.c, XLOGChooseNumBuffers); null if that cannot be told. */
function automaticWalBuffers({ parameters }: ServerParameters): number | null {
  const number = (name: string): number => Number(parameters.get(name)?.setting ?? Number.NaN);
  const most = number('wal_segment_size') / number('wal_block_size');
  const buffers = Math.min(Math.max(Math.floor(number('shared_buffers') / 32), 8), most);
  return Number.isNaN(buffers) ? null : buffers;
}
