import type { ProgressLook } from '../../cluster/change-leader/progress.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import type { Servers, SqlAddress } from '../ports/sql-ports.js';
import { glanceAtCluster } from '../reading/read-cluster.js';

const FACTS_MS = 1000;

/** How to reach a member. */
interface Contact {
  readonly apiUrl: string | null;
  readonly sql: SqlAddress | null;
}

/**
 * The latest that etcd, the agents and PostgreSQL have said about one cluster. Everybody is asked again as soon as the last answer is
 * there, so that nobody who is silent holds up the others. Whatever goes wrong is silence.
 */
export class ClusterWatch {
  private cluster: Cluster | null = null;
  private readonly statuses = new Map<string, MemberStatus | null>();
  private readonly writable = new Set<string>();
  private readonly contacts = new Map<string, Contact>();
  private readonly running = new Set<string>();
  /** Answers to questions from before `forget` do not count. */
  private generation = 0;

  constructor(
    private readonly dcs: Dcs,
    private readonly agents: Agents,
    private readonly place: ClusterPlace,
    /** Null if PostgreSQL is never asked. */
    private readonly servers: Servers | null = null,
  ) {}

  /** Asks etcd and the agents of these members, unless they are being asked already. */
  ask(members: readonly string[]): void {
    this.once('etcd', () => this.readCluster());
    for (const name of members) this.once(`agent of ${name}`, () => this.readStatus(name));
  }

  /** Asks the PostgreSQL of a member whose agent was asked and is silent. */
  askServerOf(name: string): void {
    if (this.statuses.get(name) === null) this.once(`server of ${name}`, () => this.readFacts(name));
  }

  look(atMs: number): ProgressLook {
    const { cluster, statuses, writable } = this;
    return { atMs, cluster, statuses: new Map(statuses), writable: new Set(writable) };
  }

  /** What was said before counts no longer. */
  forget(): void {
    this.generation += 1;
    this.statuses.clear();
    this.writable.clear();
  }

  /** Begins with what is known already. */
  remember(cluster: Cluster): void {
    this.cluster = cluster;
    // A member whose key is gone is still asked at its last address.
    for (const { name, apiUrl, host, port } of cluster.members) {
      this.contacts.set(name, { apiUrl, sql: host === null || port === null ? null : { host, port } });
    }
  }

  private once(what: string, ask: () => Promise<void>): void {
    if (this.running.has(what)) return;
    this.running.add(what);
    void ask().finally(() => this.running.delete(what));
  }

  private async readCluster(): Promise<void> {
    const cluster = await glanceAtCluster(this.dcs, this.place).catch(() => null);
    if (cluster === null) this.cluster = null;
    else this.remember(cluster);
  }

  private async readStatus(name: string): Promise<void> {
    const { generation } = this;
    const apiUrl = this.contacts.get(name)?.apiUrl ?? null;
    const asked = { scope: this.place.scope, name, apiUrl };
    const answer = await this.agents.readStatus(asked).catch(() => null);
    if (generation === this.generation) this.statuses.set(name, answer?.ok ? answer.value : null);
  }

  private async readFacts(name: string): Promise<void> {
    const { generation } = this;
    const sql = this.contacts.get(name)?.sql ?? null;
    if (sql === null || this.servers === null) return;
    const answer = await this.servers.readFacts(sql, FACTS_MS).catch(() => null);
    if (generation !== this.generation) return;
    if (answer?.ok && !answer.facts.inRecovery) this.writable.add(name);
    else this.writable.delete(name);
  }
}
