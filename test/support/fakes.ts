import type { Cluster, Formation } from '../../src/cluster/model/cluster.js';
import type { Failure } from '../../src/errors.js';
import type { Dcs, FoundScope, ScopeReading } from '../../src/operations/ports/dcs-ports.js';
import type { Clock } from '../../src/operations/ports/ports.js';

/** An ordinary cluster, or the groups of a Citus cluster. */
export type FakeScope = Cluster | ReadonlyMap<number, Cluster> | Formation;

/** Clusters in memory; what it holds may change while an operation waits. */
export class FakeDcs implements Dcs {
  readonly namespace = '/service/';
  /** Parts of every reading that differ from the ordinary. */
  reading: Partial<ScopeReading> = {};
  private failure: Error | null = null;

  constructor(private scopes: Readonly<Record<string, FakeScope>>) {}

  become(scopes: Readonly<Record<string, FakeScope>>): void {
    this.scopes = scopes;
    this.failure = null;
  }

  failWith(failure: Failure | Error): void {
    this.failure = failure;
  }

  async readScope(scope: string): Promise<ScopeReading> {
    if (this.failure !== null) throw this.failure;
    const found = this.scopes[scope];
    const formation = found === undefined ? null : formationOf(found);
    return { formation, revision: 48_211, consistency: 'linearizable', warnings: [], ...this.reading };
  }

  async findScopes(): Promise<readonly FoundScope[]> {
    if (this.failure !== null) throw this.failure;
    return Object.entries(this.scopes).map(([scope, found]) => ({
      scope,
      members: memberNames(formationOf(found)),
    }));
  }
}

function formationOf(scope: FakeScope): Formation {
  if ('groups' in scope) return scope;
  return 'leader' in scope ? { cluster: scope, groups: new Map() } : { cluster: null, groups: scope };
}

function memberNames({ cluster, groups }: Formation): string[] {
  const clusters = cluster === null ? [...groups.values()] : [cluster, ...groups.values()];
  return clusters.flatMap(({ members }) => members.map(({ name }) => name));
}

/** How long a machine of the tests has run: its two clocks must not be mistaken for each other. */
export const UP_MS = 5_000_000;

/** A clock that jumps: sleeping takes no time, and what is due meanwhile happens. */
export class FakeClock implements Clock {
  private ms: number;
  private setByMs = 0;
  private readonly bootedMs: number;
  private events: { readonly at: number; readonly happen: () => void }[] = [];

  constructor(start = '2026-11-22T18:07:00.000Z') {
    this.ms = Date.parse(start);
    this.bootedMs = this.ms - UP_MS;
  }

  /** Something that happens this long after now. */
  after(ms: number, happen: () => void): void {
    this.events.push({ at: this.ms + ms, happen });
    this.events.sort((a, b) => a.at - b.at);
  }

  now(): Date {
    return new Date(this.ms + this.setByMs);
  }

  monotonicMs(): number {
    return this.ms - this.bootedMs;
  }

  /** Somebody sets the clock of the machine; nothing that is measured may notice. */
  set(byMs: number): void {
    this.setByMs += byMs;
  }

  async sleep(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (let [next] = this.events; next !== undefined && next.at <= end; [next] = this.events) {
      this.events.shift();
      this.ms = next.at;
      next.happen();
    }
    this.ms = end;
  }
}
