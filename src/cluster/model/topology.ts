/** What decides where a member stands in the tree of replication. */
export interface TreeMember {
  readonly name: string;
  readonly leads: boolean;
  /** The tag `replicatefrom`. */
  readonly replicatesFrom: string | null;
}

interface TreePlace {
  readonly name: string;
  /** Whom it replicates from; null for the leader, and for those below it while there is none. */
  readonly parent: string | null;
  /** 0 for the leader; null for members that refer to each other in a circle, which Patroni takes from the leader. */
  readonly depth: number | null;
}

/**
 * Members in the order of the tree, siblings in the order given. The tag counts only if it names another replica (patronictl
 * ctl.py, topology_sort). Members in a circle come last.
 */
export function replicationTree(members: readonly TreeMember[]): TreePlace[] {
  const leader = members.find(({ leads }) => leads)?.name ?? null;
  const replicas = members.filter(({ leads }) => !leads);
  const parentOf = ({ name, replicatesFrom }: TreeMember): string | null =>
    replicatesFrom !== name && replicas.some((replica) => replica.name === replicatesFrom)
      ? replicatesFrom
      : leader;
  const below = (parent: string | null, depth: number): TreePlace[] =>
    replicas
      .filter((replica) => parentOf(replica) === parent)
      .flatMap(({ name }) => [{ name, parent, depth }, ...below(name, depth + 1)]);
  const tree = [...(leader === null ? [] : [{ name: leader, parent: null, depth: 0 }]), ...below(leader, 1)];
  const circle = replicas.filter(({ name }) => !tree.some((place) => place.name === name));
  return [
    ...tree,
    ...circle.map((replica) => ({ name: replica.name, parent: parentOf(replica), depth: null })),
  ];
}
