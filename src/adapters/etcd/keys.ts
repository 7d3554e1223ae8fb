import type { ClusterPlace } from '../../operations/dcs-ports.js';

/** One key of etcd as read, before anything is made of it. */
export interface RawKey {
  readonly key: string;
  readonly value: string;
  readonly modRevision: number;
}

/** `service`, `/service` and `//service/` are the same namespace. */
export function namespacePrefix(namespace: string): string {
  const parts = namespace.split('/').filter((part) => part !== '');
  return parts.length === 0 ? '/' : `/${parts.join('/')}/`;
}

/** Everything of a scope lies below this. */
export function scopePrefix(namespace: string, scope: string): string {
  return `${namespacePrefix(namespace)}${scope}/`;
}

/** Everything of one cluster lies below this; a Citus group is a cluster of its own. */
export function clusterPrefix(namespace: string, { scope, group }: ClusterPlace): string {
  const prefix = scopePrefix(namespace, scope);
  return group === null ? prefix : `${prefix}${group}/`;
}

/** `ctl`'s own notes about a cluster lie below this, beside of what Patroni reads. */
export function notesPrefix(namespace: string, { scope, group }: ClusterPlace): string {
  const prefix = `${namespacePrefix(namespace).slice(0, -1)}-ctl/${scope}/`;
  return group === null ? prefix : `${prefix}${group}/`;
}

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

/** What a key below the namespace belongs to; null if it is none of Patroni's. */
export interface KeyPlace {
  readonly scope: string;
  /** Citus group, null in an ordinary cluster. */
  readonly group: number | null;
  readonly member: string | null;
}

/** Takes a key apart that begins with the namespace's prefix (reference: `/<namespace>/<scope>[/<group>]/<key>`). */
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
