import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DirectEtcd } from './direct-etcd.js';
import { memberKey, PATRONI_VERSION, POSITION } from './member-key.js';

/** An order as an agent has received it. */
export interface ReceivedOrder {
  readonly member: string;
  readonly order: string;
  readonly body: string;
}

const NAMES = ['pg1', 'pg2', 'pg3'] as const;
type Name = (typeof NAMES)[number];

/** What Patroni's tables of members hold of PostgreSQL 15. */
const SERVER = { server_version: 150018, database_system_identifier: '7711084500749373185' };
const PREFIX = '/service/demo/';
const CONFIG = {
  ttl: 20,
  loop_wait: 1,
  retry_timeout: 3,
  maximum_lag_on_failover: 1048576,
  postgresql: { use_pg_rewind: true, parameters: { max_connections: 50 } },
};

/**
 * The agents of a cluster `demo` that has no PostgreSQL: they do at once what they are told, and write into a real etcd what Patroni
 * would. For tests of what happens between ctl and an agent, thousands of times; what Patroni does is tested with Patroni.
 */
export class PatroniDouble {
  readonly orders: ReceivedOrder[] = [];
  private leader: Name = 'pg1';
  private timeline = 1;
  private readonly startedAt = new Map<string, Date>();
  private readonly servers = new Map<Name, Server>();
  /** Where the members say that their agents are; their own addresses by default. */
  private readonly published = new Map<Name, string>();

  constructor(private readonly etcd: DirectEtcd) {}

  async start(): Promise<void> {
    for (const name of NAMES) {
      const server = createServer((request, response) => {
        this.answer(name, request, response).catch(() => response.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.set(name, server);
    }
  }

  get members(): readonly string[] {
    return NAMES;
  }

  /** HOST:PORT of an agent itself. */
  address(name: string): string {
    const server = [...this.servers].find(([each]) => each === name)?.[1];
    const address = server?.address();
    if (address === null || address === undefined || typeof address === 'string')
      throw new Error(`no ${name}`);
    return `127.0.0.1:${address.port}`;
  }

  /** From the next `reset` on a member's agent is looked for there. */
  publish(name: string, address: string): void {
    for (const each of NAMES) if (each === name) this.published.set(each, address);
  }

  /** A healthy cluster as if newly made. */
  async reset(): Promise<void> {
    this.orders.length = 0;
    this.leader = 'pg1';
    this.timeline = 1;
    for (const name of NAMES) this.startedAt.set(name, new Date(Date.now() - 3_600_000));
    await this.etcd.wipe();
    await this.etcd.put(`${PREFIX}initialize`, SERVER.database_system_identifier);
    await this.etcd.put(`${PREFIX}config`, JSON.stringify(CONFIG));
    await this.store();
  }

  async stop(): Promise<void> {
    for (const server of this.servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async answer(name: Name, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString();
    const { method = '', url = '' } = request;
    if (method === 'GET') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(await this.statusOf(name)));
      return;
    }
    // An agent refuses this once it has accepted the login, and does nothing.
    if (body === '{}' && url === '/config') {
      response.writeHead(400).end();
      return;
    }
    this.orders.push({ member: name, order: `${method} ${url}`, body });
    response.end(await this.obey(name, `${method} ${url}`, JSON.parse(body || '{}')));
  }

  private async obey(name: Name, order: string, body: Readonly<Record<string, unknown>>): Promise<string> {
    switch (order) {
      case 'PATCH /config': {
        const merged = withoutNulls({ ...(await this.config()), ...body });
        await this.etcd.put(`${PREFIX}config`, JSON.stringify(merged));
        await this.store();
        return JSON.stringify(merged);
      }
      case 'POST /switchover':
      case 'POST /failover': {
        const candidate = NAMES.find((each) => each === body.candidate);
        this.leader = candidate ?? (this.leader === 'pg1' ? 'pg2' : 'pg1');
        this.timeline += 1;
        await this.store();
        return `Successfully switched over to "${this.leader}"`;
      }
      case 'POST /restart':
        this.startedAt.set(name, new Date());
        return 'PostgreSQL restarted successfully';
      default:
        return '';
    }
  }

  private async config(): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse((await this.etcd.keys(PREFIX)).config?.value ?? '{}');
  }

  private async statusOf(name: Name): Promise<object> {
    const { pause } = await this.config();
    const isLeader = name === this.leader;
    return {
      state: 'running',
      role: isLeader ? 'primary' : 'replica',
      postmaster_start_time: this.startedAt
        .get(name)
        ?.toISOString()
        .replace('T', ' ')
        .replace('Z', '000+00:00'),
      timeline: this.timeline,
      xlog: isLeader
        ? { location: POSITION }
        : {
            received_location: POSITION,
            replayed_location: POSITION,
            replayed_timestamp: null,
            paused: false,
          },
      ...(isLeader ? {} : { replication_state: 'streaming' }),
      ...(pause === true ? { pause: true } : {}),
      dcs_last_seen: Math.floor(Date.now() / 1000),
      ...SERVER,
      patroni: { version: PATRONI_VERSION, scope: 'demo', name },
    };
  }

  /** Writes what the agents write in each round. */
  private async store(): Promise<void> {
    const { pause } = await this.config();
    await this.etcd.put(`${PREFIX}leader`, this.leader);
    await this.etcd.put(`${PREFIX}status`, JSON.stringify({ optime: POSITION }));
    for (const [index, name] of NAMES.entries()) {
      const own = memberKey({
        agent: this.published.get(name) ?? this.address(name),
        server: `127.0.0.1:${index + 1}`,
        role: name === this.leader ? 'primary' : 'replica',
        timeline: this.timeline,
        isPaused: pause === true,
      });
      await this.etcd.put(`${PREFIX}members/${name}`, own);
    }
  }
}

function withoutNulls(object: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
