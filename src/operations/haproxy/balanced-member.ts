import type { BalancerServerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import type { BalancerOrders, Balancers, ServerSetting } from '../ports/balancer-ports.js';
import type { ClusterPlace, Notes } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';
import type { BalancerSettings } from '../settings.js';
import { forgetDrained, noteDrained } from './drain-notes.js';
import { BALANCER_MS, lookAtBalancers, lookProblem } from './look-at-balancers.js';

interface BalancedPorts {
  readonly balancers: Balancers;
  readonly balancerOrders: BalancerOrders;
  readonly notes: Notes;
  readonly clock: Clock;
}

/** The HAProxies that a member is to be taken out of, and by whom. */
export interface BalancedRequest {
  readonly balancers: readonly BalancerSettings[];
  /** `user@host`. */
  readonly by: string;
}

/** A server of a HAProxy that stands for the member, as it was seen last. */
export interface BalancedServer {
  /** The stats address of the HAProxy. */
  readonly balancer: string;
  readonly pool: string;
  readonly server: string;
  readonly state: BalancerServerEvidence['admin'];
  readonly sessions: number | null;
}

interface Known extends BalancedServer {
  readonly settings: BalancerSettings;
}

const ORDER_MS = 1000;

/** A member in the HAProxies of its cluster. What goes wrong with them is told, and never thrown. */
export class BalancedMember {
  private known: readonly Known[] = [];
  private refreshing: Promise<void> | null = null;
  /** What went wrong, by the stats address. */
  private readonly troubles = new Map<string, Problem>();

  constructor(
    private readonly ports: BalancedPorts,
    private readonly place: ClusterPlace,
    private readonly cluster: Cluster,
    private readonly member: string,
    private readonly request: BalancedRequest,
    /** Pools for writes, too: a restart leaves them alone. */
    private readonly everywhere: boolean,
  ) {}

  get servers(): BalancedServer[] {
    return this.known.map(({ settings: _, ...server }) => server);
  }

  get problems(): Problem[] {
    return [...this.troubles.values()];
  }

  /** Those that still have clients. */
  get busy(): BalancedServer[] {
    return this.servers.filter(({ sessions }) => (sessions ?? 0) > 0);
  }

  /** Looks where it is. */
  async refresh(): Promise<void> {
    this.refreshing ??= this.look().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  /** No new connections get to it; it is written down before, so that nobody has to wonder. The problem of the note, if there is one. */
  async takeOut(): Promise<Problem | null> {
    const at = this.ports.clock.now().toISOString();
    const { by } = this.request;
    const notes = this.known.map(({ balancer, pool, server }) => ({
      ...{ balancer, pool, server, member: this.member },
      ...{ at, by },
    }));
    const problem = notes.length === 0 ? null : await noteDrained(this.ports.notes, this.place, notes);
    await this.set('state drain', 'drain');
    return problem;
  }

  /** Its checks decide again. */
  async putBack(): Promise<Problem | null> {
    const done = await this.set('state ready', 'ready');
    return forgetDrained(this.ports.notes, this.place, done);
  }

  private async look(): Promise<void> {
    const { cluster, place, request, ports } = this;
    const seen = await lookAtBalancers(
      ports.balancers,
      request.balancers,
      { ...place, cluster, notes: [] },
      BALANCER_MS,
    );
    const found = seen.flatMap(({ address, servers }): Known[] => {
      const settings = request.balancers.find(({ stats }) => stats === address);
      const problem = lookProblem(servers, address);
      if (problem !== null) this.trouble(address, problem);
      if (!servers.ok) {
        return this.known.filter(({ balancer }) => balancer === address);
      }
      if (settings === undefined) return [];
      return servers.value
        .filter((each) => each.member === this.member && (this.everywhere || each.purpose !== 'write'))
        .map(({ pool, server, admin, sessions }) => ({
          ...{ settings, balancer: address, pool, server, state: admin, sessions },
        }));
    });
    this.known = found;
  }

  private trouble(address: string, problem: Problem): void {
    this.troubles.set(address, { ...problem, message: `HAProxy ${address}: ${problem.message}` });
  }

  /** Those that did as they were told, and are seen so. */
  private async set(order: ServerSetting, state: BalancedServer['state']): Promise<BalancedServer[]> {
    const { balancerOrders } = this.ports;
    const done = await Promise.all(
      this.known.map(async (each) => {
        const { settings, pool, server, balancer } = each;
        const reply = await balancerOrders.send(settings, { pool, server, set: order }, ORDER_MS);
        if (reply.kind === 'done') return [{ ...each, state }];
        this.trouble(balancer, reply.problem);
        return [];
      }),
    );
    const obedient = done.flat();
    this.known = this.known.map((each) => obedient.find((other) => isSame(each, other)) ?? each);
    return obedient;
  }
}

function isSame(a: BalancedServer, b: BalancedServer): boolean {
  return a.balancer === b.balancer && a.pool === b.pool && a.server === b.server;
}

/** `3 sessions of demo_read/pg3 have not ended (HAProxy 10.0.0.9:9999)`. */
export function describeBusy(servers: readonly BalancedServer[]): string {
  return servers
    .map(({ balancer, pool, server, sessions }) => {
      const count = `${sessions} session${sessions === 1 ? '' : 's'}`;
      return `${count} of ${pool}/${server} in HAProxy ${balancer} ${sessions === 1 ? 'has' : 'have'} not ended`;
    })
    .join('; ');
}
