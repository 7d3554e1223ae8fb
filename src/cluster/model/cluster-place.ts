/** A cluster, or one Citus group of it. */
export interface ClusterPlace {
  readonly scope: string;
  readonly group: number | null;
}

/** Where all of these members are: their Citus group if they share one, else the whole cluster. */
export function sharedPlace(
  scope: string,
  members: readonly { readonly group: number | null }[],
): ClusterPlace {
  const groups = new Set(members.map(({ group }) => group));
  const [group = null] = groups;
  return { scope, group: groups.size === 1 ? group : null };
}
