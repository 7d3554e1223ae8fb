import type { World } from '../../src/cli/open/world.js';
import { resolveSettings } from '../../src/cli/settings/settings.js';
import type { Cluster } from '../../src/cluster/model/cluster.js';
import type { AgentReply } from '../../src/operations/ports/agent-order.js';
import type { AskedMember } from '../../src/operations/ports/ports.js';
import type { SqlAddress } from '../../src/operations/ports/sql-ports.js';
import type { Settings } from '../../src/operations/settings.js';
import { agentLook, etcdLook, sqlLook } from '../operations/doctor/some-examination.js';
import { FakeWorkFiles } from '../operations/edit-config/editing.js';
import { aCluster } from './clusters.js';
import { FakeAgents } from './fake-agents.js';
import { FakeBalancers } from './fake-balancers.js';
import { FakeChanges } from './fake-changes.js';
import { FakeClusterKeys, FakeStateFiles } from './fake-cluster-keys.js';
import { FakeConfigKey } from './fake-config-key.js';
import { FakeConfigHistory, FakeConfigJournal } from './fake-config-store.js';
import { FakeEtcdHealth } from './fake-etcd-health.js';
import { FakeFailoverKey, leaseOf } from './fake-failover-key.js';
import { FakeFleet, sameLooks } from './fake-fleet.js';
import { FakeInterruption } from './fake-interruption.js';
import { FakeNotes } from './fake-notes.js';
import { answered, FakeOrders } from './fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from './fake-questions.js';
import { FakeServers } from './fake-servers.js';
import { FakeInput, FakeSql, oneValue } from './fake-sql.js';
import { FakeDcs } from './fakes.js';
import { aStatus } from './statuses.js';
import { VirtualClock } from './virtual-clock.js';

export interface WorldRecipe {
  readonly clusters?: Readonly<Record<string, Cluster>>;
  readonly settings?: Partial<Settings>;
  readonly questions?: readonly ExpectedQuestion[];
  /** What each agent says to an order. */
  readonly reply?: AgentReply;
  /** What the operator hands over, by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
}

const SYSTEM = '7711056618934199894';

/** All ports in memory: `demo` with pg1 to pg3, pg2 leads, and `other` like it. Orders are taken, and change nothing. */
export function fakeWorld(recipe: WorldRecipe = {}) {
  const { clusters = { demo: aCluster(), other: aCluster() }, files = {}, questions = [] } = recipe;
  const clock = new VirtualClock();
  const dcs = new FakeDcs(clusters);
  const orders = new FakeOrders(() => recipe.reply ?? answered(200, 'done'));
  const balancers = new FakeBalancers();
  const config = { ttl: 30, loop_wait: 10, retry_timeout: 10 };
  const server = { inRecovery: false, answer: oneValue(1) };
  const world = {
    settings: { ...someSettings(), ...recipe.settings },
    dcs,
    clock,
    orders,
    balancers,
    balancerOrders: balancers,
    fleet: new FakeFleet(clusters),
    changes: new FakeChanges(),
    failoverKey: new FakeFailoverKey(
      () => leaseOf(30),
      () => ({ kind: 'written', revision: 1001 }),
    ),
    configKey: new FakeConfigKey({ text: JSON.stringify(config), revision: 40, storeRevision: 48 }),
    configHistory: new FakeConfigHistory(),
    configJournal: new FakeConfigJournal(),
    clusterKeys: new FakeClusterKeys('/service/demo/', { initialize: SYSTEM, config: '{}', history: '[]' }),
    notes: new FakeNotes(),
    etcdHealth: new FakeEtcdHealth(),
    scopeLooks: sameLooks(clusters),
    keyTraces: {
      readEarlier: async () => [],
      readLeases: async () => new Map<string, 'none'>(),
      findNamespaces: async () => [],
    },
    agents: new FakeAgents({ pg1: aStatus('pg1'), pg2: aStatus('pg2', LEADING), pg3: aStatus('pg3') }),
    sql: new FakeSql(new Map([15_401, 15_402, 15_403].map((port) => [port, server]))),
    servers: new FakeServers(clock, new Map()),
    copySources: { readCopyFacts: async () => null, tryReplication: async () => null },
    connections: {
      etcd: async () => [etcdLook('e1:2379')],
      agent: async ({ name }: AskedMember) => agentLook(name),
      sql: async ({ port }: SqlAddress) => sqlLook(`pg${port % 10}`),
    },
    repairs: { readFacts: async () => null },
    commands: { run: async () => ({ exit: 0, output: '', stopped: null }) },
    operator: { name: 'ann', host: 'desk' },
    stateFiles: new FakeStateFiles(),
    memory: new FakeFiles(),
    newFiles: new FakeFiles(),
    lastSeen: { read: async () => null, write: async () => {} },
    workFiles: new FakeWorkFiles(),
    editor: { edit: unexpected },
    input: new FakeInput(files, 'secret'),
    questions: new FakeQuestions(questions),
    interruption: new FakeInterruption(),
    close: async () => {},
  } satisfies World;
  return world;
}

/** Of `-d 127.0.0.1:2379`, and nothing else. */
export function someSettings(changes: Partial<Settings> = {}): Settings {
  const sources = { dcsUrl: '127.0.0.1:2379', insecure: false, env: {}, file: null };
  return { ...resolveSettings(sources), ...changes };
}

/** Small files in memory, by path. */
class FakeFiles {
  readonly texts = new Map<string, string>();

  async read(path: string): Promise<string | null> {
    return this.texts.get(path) ?? null;
  }

  async write(path: string, text: string): Promise<void> {
    this.texts.set(path, text);
  }

  create(path: string, text: string): Promise<void> {
    return this.write(path, text);
  }
}

async function unexpected(): Promise<never> {
  throw new Error('unexpected');
}

const LEADING = {
  role: 'primary',
  position: 0x5a3c1f8,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
} as const;
