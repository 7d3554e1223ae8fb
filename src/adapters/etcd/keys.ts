import type { ClusterPlace, StoredKey } from '../../operations/ports/dcs-ports.js';

/** One key of etcd as read, before anything is made of it. */
export interface RawKey {
  readonly key: string;
  readonly value: string;
  readonly modRevision: number;
}

/** What the keys tell of a write whose answer is missing; `unchanged`: not done, and it can still be. */
export type Judgement = 'written' | 'changed-meanwhile' | 'unchanged';

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

/** Keys that were there before the removal, and keys that came after what it was decided on. */
export function judgeRemoval(keys: readonly StoredKey[], revision: number): Judgement {
  if (!keys.some((key) => key.revision <= revision)) return 'written';
  return keys.some((key) => key.revision > revision) ? 'changed-meanwhile' : 'unchanged';
}

export function judgeCreation(
  keys: readonly StoredKey[],
  created: readonly { readonly key: string; readonly value: string }[],
  guarded: readonly string[],
): Judgement {
  const storedValue = (name: string): string | undefined => keys.find(({ key }) => key === name)?.value;
  if (created.every(({ key, value }) => storedValue(key) === value)) return 'written';
  const names = [...created.map(({ key }) => key), ...guarded];
  return names.some((name) => storedValue(name) !== undefined) ? 'changed-meanwhile' : 'unchanged';
}
