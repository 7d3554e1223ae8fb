import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EtcdServer } from '../etcd-server.js';
import { AgentFaultProxy } from './agent-proxy.js';
import { DirectEtcd } from './direct-etcd.js';
import { EtcdFaultProxy } from './etcd-proxy.js';
import type { FaultRules } from './fault-rules.js';
import { type MeasuredRun, measureCtl } from './measured-run.js';
import { PatroniDouble } from './patroni-double.js';

/** A real etcd and doubles of agents, with a proxy before each, and the settings that lead through the proxies. */
export class FaultyCluster {
  private constructor(
    private readonly server: EtcdServer,
    private readonly folder: string,
    /** Past the proxies. */
    readonly direct: DirectEtcd,
    readonly patroni: PatroniDouble,
    readonly etcd: EtcdFaultProxy,
    readonly agents: ReadonlyMap<string, AgentFaultProxy>,
  ) {}

  static async start(): Promise<FaultyCluster> {
    const server = await EtcdServer.start();
    const direct = new DirectEtcd(server.address);
    const patroni = new PatroniDouble(direct);
    await patroni.start();
    const etcd = await EtcdFaultProxy.start(server.address);
    const agents = new Map<string, AgentFaultProxy>();
    for (const name of patroni.members) {
      const proxy = await AgentFaultProxy.start(patroni.address(name));
      patroni.publish(name, proxy.address);
      agents.set(name, proxy);
    }
    const folder = await mkdtemp(join(tmpdir(), 'ctl-faults-'));
    const settings = `scope: demo\nnamespace: /service/\netcd3:\n  host: ${etcd.address}\n`;
    await writeFile(join(folder, 'patronictl.yml'), settings);
    return new FaultyCluster(server, folder, direct, patroni, etcd, agents);
  }

  /** A new healthy cluster, and proxies through which everything passes. */
  async reset(): Promise<void> {
    this.etcd.clear();
    for (const agent of this.agents.values()) agent.rules.set();
    await this.patroni.reset();
  }

  /** How often agents were given an order, whether it got there or not. */
  get orders(): number {
    return [...this.agents.values()].reduce((sum, agent) => sum + agent.orders.length, 0);
  }

  /** Whether a rule has been of use since the last `reset`. */
  get isFaulted(): boolean {
    return this.allRules.some(({ log }) => log.some(({ isFaulty }) => isFaulty));
  }

  /** Until everything that the proxies held back has been applied. */
  async settled(): Promise<void> {
    await Promise.all(this.allRules.map((rules) => rules.settled()));
  }

  private get allRules(): readonly Pick<FaultRules<unknown>, 'log' | 'settled'>[] {
    return [this.etcd.grpc, this.etcd.gateway, ...[...this.agents.values()].map(({ rules }) => rules)];
  }

  ctl(...args: string[]): Promise<MeasuredRun> {
    return measureCtl(['-c', join(this.folder, 'patronictl.yml'), ...args], {
      env: { HOME: this.folder, XDG_STATE_HOME: this.folder },
    });
  }

  async stop(): Promise<void> {
    for (const agent of this.agents.values()) await agent.stop();
    await this.etcd.stop();
    await this.patroni.stop();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
