import { isJsonObject, type JsonValue, parseJson } from '../../formats/json.js';
import type { ClusterPlace, NamedKey, StoredKey } from '../ports/dcs-ports.js';

const SCHEMA = 'ctl.cluster-dump/1';

/** The keys of a cluster that were removed, as they were at one revision. */
export interface ClusterDump extends ClusterPlace {
  readonly namespace: string;
  /** ISO 8601. */
  readonly savedAt: string;
  readonly revision: number;
  readonly keys: readonly StoredKey[];
}

/** The keys that say what the cluster is. A leader or member key without its lease would keep it from ever electing. */
const LASTING_KEYS = ['initialize', 'config', 'history'] as const;

export function encodeDump(dump: ClusterDump): string {
  const keys = dump.keys.map(({ key, value, revision, leased }) => ({ key, value, revision, leased }));
  return `${JSON.stringify({ schema: SCHEMA, ...dump, keys }, null, 2)}\n`;
}

/** Null if the text is no dump. */
export function decodeDump(text: string): ClusterDump | null {
  const dump = parseJson(text);
  if (!isJsonObject(dump) || dump.schema !== SCHEMA) return null;
  const { namespace, scope, group = null, savedAt, revision, keys } = dump;
  if (typeof namespace !== 'string' || typeof scope !== 'string' || typeof savedAt !== 'string') return null;
  if (!(group === null || typeof group === 'number') || typeof revision !== 'number') return null;
  const decoded = Array.isArray(keys) ? keys.map(decodeKey) : [null];
  const stored = decoded.filter((key) => key !== null);
  return stored.length < decoded.length ? null : { namespace, scope, group, savedAt, revision, keys: stored };
}

function decodeKey(stored: JsonValue): StoredKey | null {
  if (!isJsonObject(stored)) return null;
  const { key, value, revision, leased } = stored;
  const isKey = typeof key === 'string' && typeof value === 'string' && typeof revision === 'number';
  return isKey ? { key, value, revision, leased: leased === true } : null;
}

/** Where the keys of a cluster begin. */
export function prefixOf(namespace: string, { scope, group }: ClusterPlace): string {
  return `${namespace}${scope}/${group === null ? '' : `${group}/`}`;
}

/** What of a dump can be put back. */
export function lastingKeys({ namespace, scope, group, keys }: ClusterDump): NamedKey[] {
  const prefix = prefixOf(namespace, { scope, group });
  return LASTING_KEYS.flatMap((name) => {
    const found = keys.find(({ key }) => key === `${prefix}${name}`);
    return found === undefined ? [] : [{ name, value: found.value }];
  });
}
