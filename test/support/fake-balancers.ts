import type { Look } from '../../src/cluster/evidence/look.js';
import type {
  BalancerPool,
  BalancerServer,
  BalancerState,
} from '../../src/cluster/haproxy/balancer-state.js';
import type {
  BalancerOrders,
  BalancerReply,
  Balancers,
  ServerOrder,
} from '../../src/operations/ports/balancer-ports.js';
import type { BalancerSettings } from '../../src/operations/settings.js';

/** The settings of a HAProxy for `demo`. */
export function aBalancer(changes: Partial<BalancerSettings> = {}): BalancerSettings {
  return {
    scope: 'demo',
    stats: '/run/haproxy/admin.sock',
    login: null,
    cacert: null,
    file: null,
    pools: { write: null, read: null },
    write: null,
    read: null,
    ...changes,
  };
}

/** A server of one of the members of `aCluster`, down unless it is said otherwise. */
export function aServer(name: string, changes: Partial<BalancerServer> = {}): BalancerServer {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  const isUp = changes.isUp ?? false;
  return {
    name,
    address: `127.0.0.1:${15_400 + number}`,
    hostname: null,
    status: isUp ? 'UP' : 'DOWN',
    isUp,
    isBackup: false,
    admin: 'ready',
    checkStatus: isUp ? 'L7OK' : 'L7STS',
    checkCode: isUp ? 200 : 503,
    checkPort: 18_000 + number,
    since: 60,
    sessions: 0,
    ...changes,
  };
}

/** Pools of three servers, of which those named are up. */
export function aPool(name: string, ...up: readonly string[]): BalancerPool {
  return { name, servers: ['pg1', 'pg2', 'pg3'].map((each) => aServer(each, { isUp: up.includes(each) })) };
}

export function aState(...pools: readonly BalancerPool[]): BalancerState {
  return { version: '2.6.12', uptime: 3600, pools };
}

/** HAProxies in memory by their stats address: they do as they are told, unless they are silent. */
export class FakeBalancers implements Balancers, BalancerOrders {
  readonly sent: string[] = [];
  readonly files = new Map<string, string>();
  /** What comes instead of obeying. */
  reply: (order: ServerOrder) => BalancerReply = () => ({ kind: 'done' });

  constructor(readonly states: Map<string, BalancerState> = new Map()) {}

  async read({ stats }: BalancerSettings): Promise<Look<BalancerState>> {
    const value = this.states.get(stats ?? '');
    return value === undefined ? silence('nobody listens there') : { ok: true, value, tookMs: 1 };
  }

  async readFile(path: string): Promise<Look<string>> {
    const value = this.files.get(path);
    return value === undefined ? silence(`${path}: no such file`) : { ok: true, value, tookMs: 1 };
  }

  async send({ stats }: BalancerSettings, order: ServerOrder): Promise<BalancerReply> {
    this.sent.push(`${stats} ${order.pool}/${order.server} ${order.set}`);
    const state = this.states.get(stats ?? '');
    if (state === undefined) {
      const message = 'nobody listens there';
      return {
        kind: 'not-sent',
        problem: { code: 'haproxy-unreachable', message, subject: null, next: null },
      };
    }
    const reply = this.reply(order);
    if (reply.kind === 'done') this.obey(stats ?? '', state, order);
    return reply;
  }

  /** A server as it is from now on. */
  change(stats: string, pool: string, server: string, changes: Partial<BalancerServer>): void {
    const state = this.states.get(stats);
    if (state === undefined) return;
    const pools = state.pools.map((each) => ({
      ...each,
      servers: each.servers.map((known) =>
        each.name === pool && known.name === server ? { ...known, ...changes } : known,
      ),
    }));
    this.states.set(stats, { ...state, pools });
  }

  private obey(stats: string, _: BalancerState, { pool, server, set }: ServerOrder): void {
    const changes = {
      'health up': { isUp: true, status: 'UP' },
      'health down': { isUp: false, status: 'DOWN' },
      'state drain': { isUp: false, status: 'DRAIN', admin: 'drain' },
      'state ready': { isUp: true, status: 'UP', admin: 'ready' },
    } as const;
    this.change(stats, pool, server, changes[set]);
  }
}

function silence(message: string) {
  return { ok: false, code: 'haproxy-unreachable', message, next: null, tookMs: 1 } as const;
}
