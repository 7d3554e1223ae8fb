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

const CLUSTER_KEYS = ['initialize', 'config', 'leader', 'status', 'sync', 'failover', 'history', 'failsafe'];

/** What a key below the namespace belongs to; null if it is none of Patroni's. */
export interface KeyPlace {
  readonly scope: string;
  /** Citus group, null in an ordinary cluster. */
  readonly group: number | null;
  readonly member: string | null;
}

/** Takes a key apart that begins with the namespace's prefix (reference: `/<namespace>/<scope>[/<group>]/<key>`). */
export function placeOf(key: string, prefix: string): KeyPlace | null {
  const parts = key.slice(prefix.length).split('/');
  const last = parts.at(-1) ?? '';
  const beforeLast = parts.at(-2);
  let above: readonly string[];
  let member: string | null = null;
  if (beforeLast === 'members' && last !== '') {
    above = parts.slice(0, -2);
    member = last;
  } else if (CLUSTER_KEYS.includes(last)) {
    above = parts.slice(0, -1);
  } else if (beforeLast === 'optime' && last === 'leader') {
    above = parts.slice(0, -2);
  } else {
    return null;
  }
  const lowest = above.at(-1) ?? '';
  const group = above.length > 1 && isGroup(lowest) ? Number(lowest) : null;
  const scope = (group === null ? above : above.slice(0, -1)).join('/');
  return scope === '' ? null : { scope, group, member };
}

/** `0`, or a decimal number without leading zeros (Patroni dcs/__init__.py, citus_group_re). */
export function isGroup(text: string): boolean {
  return /^(0|[1-9]\d*)$/.test(text);
}
