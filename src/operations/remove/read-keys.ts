import { sortKeys } from '../../cluster/remove/sort-keys.js';
import type { ClusterKeys, ClusterPlace, Dcs, StoredKey } from '../ports/dcs-ports.js';
import { prefixOf } from './cluster-dump.js';

/** What is below a cluster's prefix, at one revision. */
export interface FoundKeys {
  /** Those of the cluster. */
  readonly keys: readonly NamedStoredKey[];
  /** The names of the same. */
  readonly removed: readonly string[];
  /** The names of what is somebody else's. */
  readonly kept: readonly string[];
  readonly revision: number;
}

/** A key with its name below the cluster. */
export type NamedStoredKey = StoredKey & { readonly name: string };

export async function readKeys(
  { dcs, clusterKeys }: { readonly dcs: Dcs; readonly clusterKeys: ClusterKeys },
  place: ClusterPlace,
): Promise<FoundKeys> {
  const { keys, revision } = await clusterKeys.readAll(place);
  const { length } = prefixOf(dcs.namespace, place);
  const { own, others } = sortKeys(keys.map((key) => ({ ...key, name: key.key.slice(length) })));
  const namesOf = (named: readonly NamedStoredKey[]): string[] => named.map(({ name }) => name);
  return { keys: own, removed: namesOf(own), kept: namesOf(others), revision };
}
