/** The keys of a cluster that exist once, below its prefix. */
export const SINGLE_KEYS = [
  'initialize',
  'config',
  'leader',
  'status',
  'optime/leader',
  'sync',
  'failover',
  'history',
  'failsafe',
];

const PATRONI_KEY = new RegExp(`^(?<path>.+?)/(?:members/(?<member>[^/]+)|${SINGLE_KEYS.join('|')})$`);

/** What a key below the namespace belongs to. */
interface KeyPlace {
  readonly scope: string;
  /** Citus group, null in an ordinary cluster. */
  readonly group: number | null;
  readonly member: string | null;
}

/** Takes a key apart that begins with the namespace's prefix: `/<namespace>/<scope>[/<group>]/<key>`. Null if it is none of Patroni's. */
export function placeOf(key: string, prefix: string): KeyPlace | null {
  const { path, member = null } = PATRONI_KEY.exec(key.slice(prefix.length))?.groups ?? {};
  if (path === undefined) return null;
  const above = path.split('/');
  const lowest = above.at(-1) ?? '';
  const group = above.length > 1 && isGroup(lowest) ? Number(lowest) : null;
  const scope = (group === null ? above : above.slice(0, -1)).join('/');
  return { scope, group, member };
}

/** `0`, or a decimal number without leading zeros (Patroni dcs/__init__.py, citus_group_re). */
export function isGroup(text: string): boolean {
  return /^(0|[1-9]\d*)$/.test(text);
}

/** Whether Patroni reads the key as one of the cluster, by its path below the cluster's prefix. */
export function isClusterKey(path: string): boolean {
  return SINGLE_KEYS.includes(path) || memberNameOf(path) !== null;
}

/** A member's key has exactly one more component. */
export function memberNameOf(path: string): string | null {
  const [first, name, ...deeper] = path.split('/');
  return first === 'members' && name && deeper.length === 0 ? name : null;
}
