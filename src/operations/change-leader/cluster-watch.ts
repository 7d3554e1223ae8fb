import type { Cluster } from '../../cluster/cluster.js';
import type { Look } from '../../cluster/leader-change/progress.js';
import type { MemberStatus } from '../../cluster/member-status.js';
import { Failure } from '../../errors.js';
import type { Agents, ClusterPlace, Dcs } from '../ports.js';

/**
 * The latest that etcd and the agents have said about one cluster. Everybody is asked again as soon as the last answer is there, so
 * that nobody who is silent holds up the others.
 */
export class ClusterWatch {
  private cluster: Cluster | null = null;
  private readonly statuses = new Map<string, MemberStatus | null>();
  private readonly urls = new Map<string, string | null>();
  private readonly running = new Set<string>();
  /** Answers to questions from before `forget` do not count. */
  private generation = 0;

  constructor(
    private readonly dcs: Dcs,
    private readonly agents: Agents,
    private readonly place: ClusterPlace,
  ) {}

  /** Asks whoever is not being asked already. */
  ask(members: readonly string[]): void {
    this.once('', () => this.readCluster());
    for (const name of members) this.once(`member ${name}`, () => this.readStatus(name));
  }

  look(atMs: number): Look {
    return { atMs, cluster: this.cluster, statuses: new Map(this.statuses) };
  }

  /** What was said before counts no longer. */
  forget(): void {
    this.generation += 1;
    this.statuses.clear();
  }

  /** Begins with what is known already. */
  remember(cluster: Cluster): void {
    this.cluster = cluster;
    // A member whose key is gone is still asked at its last address.
    for (const { name, apiUrl } of cluster.members) this.urls.set(name, apiUrl);
  }

  private once(what: string, ask: () => Promise<void>): void {
    if (this.running.has(what)) return;
    this.running.add(what);
    void ask().finally(() => this.running.delete(what));
  }

  private async readCluster(): Promise<void> {
    const { scope, group } = this.place;
    const formation = await this.dcs.readScope(scope).then(
      (reading) => reading.formation,
      (thrown: unknown) => {
        if (!(thrown instanceof Failure)) throw thrown;
        return null;
      },
    );
    const cluster = group === null ? formation?.cluster : formation?.groups.get(group);
    if (cluster === undefined || cluster === null) this.cluster = null;
    else this.remember(cluster);
  }

  private async readStatus(name: string): Promise<void> {
    const { generation } = this;
    const apiUrl = this.urls.get(name) ?? null;
    const answer = await this.agents.readStatus({ scope: this.place.scope, name, apiUrl });
    if (generation === this.generation) this.statuses.set(name, answer.ok ? answer.value : null);
  }
}
