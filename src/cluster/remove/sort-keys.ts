import { isJsonObject, parseJson } from '../../formats/json.js';
import { memberNameOf, placeOf, SINGLE_KEYS } from '../model/key-place.js';

/** A key by its name below the cluster's prefix. */
interface Named {
  readonly name: string;
  readonly value: string;
}

interface SortedKeys<K extends Named> {
  readonly own: readonly K[];
  readonly others: readonly K[];
}

/**
 * The keys that Patroni writes for a cluster, and all else below its prefix: clusters whose scope begins with this one's name and a
 * slash, nested namespaces, Citus groups, and what nobody knows.
 */
export function sortKeys<K extends Named>(keys: readonly K[]): SortedKeys<K> {
  const names = keys.map(({ name }) => name);
  const own = keys.filter((key) => isOwn(key, names));
  return { own, others: keys.filter((key) => !own.includes(key)) };
}

function isOwn({ name, value }: Named, names: readonly string[]): boolean {
  // It was no text, so that it cannot be named exactly. Patroni writes no such keys.
  if (name.includes('\uFFFD')) return false;
  if (name === 'optime/leader') return isPosition(value) && !names.some(isBesidePosition);
  const member = memberNameOf(name);
  if (member === null) return SINGLE_KEYS.includes(name);
  // `members/config` may as well be the configuration of a cluster whose scope ends with `/members`.
  return !SINGLE_KEYS.includes(member) || isMember(value);
}

/** Of a cluster whose scope ends with `/optime`. */
function isBesidePosition(name: string): boolean {
  return name.startsWith('optime/') && name !== 'optime/leader';
}

function isPosition(value: string): boolean {
  return /^\d+$/.test(value);
}

function isMember(value: string): boolean {
  const member = parseJson(value);
  return isJsonObject(member) && ('conn_url' in member || 'api_url' in member);
}

const SHOWN = 10;

/** `a/b (9 keys), group 2 (7 keys), notes`: whose keys they are, as far as their names tell. */
export function describeOthers(path: string, names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const owner = ownerOf(path, name) ?? name;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  const owners = [...counts].map(([owner, count]) =>
    names.includes(owner) ? owner : `${owner} (${count} ${count === 1 ? 'key' : 'keys'})`,
  );
  const more = owners.length > SHOWN ? ` and ${owners.length - SHOWN} more` : '';
  return `${owners.slice(0, SHOWN).join(', ')}${more}`;
}

/** The cluster that the name is a key of; null if it is none. `path` is where its own cluster is below the namespace. */
function ownerOf(path: string, name: string): string | null {
  const place = placeOf(`${path}/${name}`, '');
  if (place === null) return null;
  const { scope, group } = place;
  const whole = group === null ? scope : `${scope}/${group}`;
  if (whole === path) return null;
  return group !== null && scope === path ? `group ${group}` : whole;
}
