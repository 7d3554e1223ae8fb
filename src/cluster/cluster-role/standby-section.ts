import { plainText } from '../../formats/json.js';
import type { DynamicConfig } from '../model/dynamic-config.js';
import { integerOf, isTrue, isValueMap, type Value, type ValueMap } from '../model/value.js';

/** A server that a standby cluster follows. */
export interface RemoteAddress {
  readonly host: string;
  readonly port: number;
}

/** What a section `standby_cluster` lets a cluster follow. */
export interface StandbySource {
  /** In the order in which libpq tries them. */
  readonly remotes: readonly RemoteAddress[];
  /** The port where each member looks on its own machine (a port without a host, or a socket); null for none. */
  readonly localPort: number | null;
  readonly followsArchive: boolean;
  readonly slot: string | null;
}

/** libpq's. */
const STANDARD_PORT = 5432;

export function standbySection(config: DynamicConfig | null): ValueMap {
  const section = config?.values.standby_cluster;
  return isValueMap(section) ? section : {};
}

/** Hosts and ports may be lists, separated by commas; one port counts for all hosts (libpq). */
export function standbySource(section: ValueMap): StandbySource {
  const hosts = listOf(section.host);
  const ports = listOf(section.port);
  const portAt = (index: number): number =>
    integerOf((ports.length === 1 ? ports[0] : ports[index]) ?? null) ?? STANDARD_PORT;
  const all = hosts.map((host, index) => ({ host, port: portAt(index) }));
  const local = all.find(({ host }) => isSocket(host)) ?? (hosts.length === 0 ? { port: portAt(0) } : null);
  const isNamed = hosts.length > 0 || ports.length > 0;
  return {
    remotes: all.filter(({ host }) => !isSocket(host)),
    localPort: isNamed ? (local?.port ?? null) : null,
    followsArchive: isTrue(section.restore_command),
    slot: section.primary_slot_name ? plainText(section.primary_slot_name) : null,
  };
}

/** Whether a configuration holds all that is to be merged into its section, by their text form as Patroni compares. */
export function holdsSection(config: DynamicConfig | null, asked: ValueMap): boolean {
  const section = standbySection(config);
  return Object.entries(asked).every(([key, value]) => plainText(section[key] ?? '') === plainText(value));
}

function listOf(value: Value | undefined): string[] {
  if (value === undefined || value === null || value === '') return [];
  return plainText(value)
    .split(',')
    .map((each) => each.trim());
}

/** libpq takes these for the directory of a Unix socket; an empty one is the standard directory. */
function isSocket(host: string): boolean {
  return host === '' || host.startsWith('/') || host.startsWith('@');
}
