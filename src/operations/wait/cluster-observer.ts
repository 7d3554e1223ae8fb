import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { Failure } from '../../errors.js';
import type { ChangeWatch, ClusterChanges, Dcs } from '../ports/dcs-ports.js';
import type { Agents, Clock } from '../ports/ports.js';

/** How often etcd is read although it tells of its changes, and how often if it does not. */
const HEARTBEAT_MS = 2000;
const POLL_MS = 500;
const AGENT_MS = 250;

/** What etcd last said about the cluster. */
export interface Seen {
  /** Null if it does not exist. */
  readonly cluster: Cluster | null;
  readonly revision: number;
  readonly at: Date;
}

export interface ObserverPorts {
  readonly dcs: Dcs;
  readonly changes: ClusterChanges;
  readonly agents: Agents;
  readonly clock: Clock;
}

/** Keeps up with one cluster: etcd is read when it tells of a change, agents are asked again and again. */
export class ClusterObserver {
  seen: Seen | null = null;
  /** Why etcd could not be read the last time; null if it could. */
  trouble: Failure | null = null;
  readonly statuses = new Map<string, MemberStatus | null>();
  /** Anything else that was thrown: a bug. */
  private broken: unknown = null;
  private readonly watch: ChangeWatch;
  private readonly asking = new Set<string>();
  private readonly askedAtMs = new Map<string, number>();
  private readAtMs = Number.NEGATIVE_INFINITY;
  private isReading = false;
  private isOutdated = true;
  private hasNews = false;
  private announce: () => void = () => {};

  constructor(
    private readonly ports: ObserverPorts,
    private readonly scope: string,
    private readonly group: number | null,
  ) {
    this.watch = ports.changes.watch(scope, () => {
      this.isOutdated = true;
      this.read();
    });
  }

  /** Waits until there is news, at most this long. */
  async news(atMostMs: number, interrupted: Promise<void>): Promise<void> {
    if (this.isOutdated || this.nowMs() - this.readAtMs >= (this.watch.isLive() ? HEARTBEAT_MS : POLL_MS)) {
      this.read();
    }
    if (!this.hasNews) {
      const announced = new Promise<void>((resolve) => {
        this.announce = resolve;
      });
      await Promise.race([announced, this.ports.clock.sleep(atMostMs), interrupted]);
    }
    this.hasNews = false;
    if (this.broken !== null) throw this.broken;
  }

  /** Asks these agents, unless they have been asked just now. */
  ask(names: readonly string[]): void {
    for (const name of names) {
      const sinceMs = this.nowMs() - (this.askedAtMs.get(name) ?? Number.NEGATIVE_INFINITY);
      if (this.asking.has(name) || sinceMs < AGENT_MS) continue;
      this.asking.add(name);
      void this.readStatus(name).finally(() => this.asking.delete(name));
    }
  }

  close(): void {
    this.watch.close();
  }

  private read(): void {
    if (this.isReading) return;
    this.isReading = true;
    this.isOutdated = false;
    void this.readCluster().finally(() => {
      this.isReading = false;
      this.readAtMs = this.nowMs();
      // What changed while it was read may not be in it.
      if (this.isOutdated && this.trouble === null) this.read();
      this.wake();
    });
  }

  private wake(): void {
    this.hasNews = true;
    this.announce();
  }

  private async readCluster(): Promise<void> {
    try {
      const { formation, revision } = await this.ports.dcs.readScope(this.scope);
      const group = this.group ?? (formation?.cluster === null ? 0 : null);
      const cluster = group === null ? formation?.cluster : formation?.groups.get(group);
      const before = this.reign;
      this.seen = { cluster: cluster ?? null, revision, at: this.ports.clock.now() };
      // What agents said under another leader says nothing about now.
      if (before !== this.reign) this.statuses.clear();
      this.trouble = null;
    } catch (thrown) {
      if (thrown instanceof Failure) this.trouble = thrown;
      else this.broken = thrown;
    }
  }

  private async readStatus(name: string): Promise<void> {
    const { reign } = this;
    const apiUrl = this.seen?.cluster?.members.find((member) => member.name === name)?.apiUrl ?? null;
    const answer = await this.ports.agents
      .readStatus({ scope: this.scope, name, apiUrl })
      .catch(() => ({ ok: false }) as const);
    if (reign === this.reign) this.statuses.set(name, answer.ok ? answer.value : null);
    this.askedAtMs.set(name, this.nowMs());
    this.wake();
  }

  private get reign(): number | null {
    return this.seen?.cluster?.leader?.revision ?? null;
  }

  private nowMs(): number {
    return this.ports.clock.monotonicMs();
  }
}
