import type { Problem } from '../../src/errors.js';
import type { ClusterPlace, Note, Notes } from '../../src/operations/ports/dcs-ports.js';

/** Notes in memory, by `scope/name` or `scope/group/name`. It remembers which were read. */
export class FakeNotes implements Notes {
  readonly asked: string[] = [];
  /** Instead of every answer. */
  problem: Problem | null = null;
  private readonly kept: Map<string, string>;

  constructor(notes: Readonly<Record<string, string>> = {}) {
    this.kept = new Map(Object.entries(notes));
  }

  /** What is there now. */
  get texts(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.kept);
  }

  /** Somebody else writes one, by its key here. */
  put(key: string, text: string): void {
    this.kept.set(key, text);
  }

  async read(place: ClusterPlace, name: string): Promise<Note | null | { readonly problem: Problem }> {
    this.asked.push(keyOf(place, name));
    if (this.problem !== null) return { problem: this.problem };
    const text = this.kept.get(keyOf(place, name));
    return text === undefined ? null : { text, revision: 1 };
  }

  async write(place: ClusterPlace, name: string, text: string): Promise<Problem | null> {
    if (this.problem === null) this.kept.set(keyOf(place, name), text);
    return this.problem;
  }

  async remove(place: ClusterPlace, name: string): Promise<Problem | null> {
    if (this.problem === null) this.kept.delete(keyOf(place, name));
    return this.problem;
  }
}

function keyOf({ scope, group }: ClusterPlace, name: string): string {
  return group === null ? `${scope}/${name}` : `${scope}/${group}/${name}`;
}
