import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import type { Problem } from '../../../src/errors.js';
import { changeClusterRole } from '../../../src/operations/cluster-role/change-cluster-role.js';
import type {
  ClusterRoleEvent,
  ClusterRoleReport,
} from '../../../src/operations/cluster-role/cluster-role-report.js';
import type {
  ClusterRoleRequest,
  TypedSource,
} from '../../../src/operations/cluster-role/cluster-role-request.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { FakeAgents, silence } from '../../support/fake-agents.js';
import { FakeConfigHistory, FakeConfigJournal } from '../../support/fake-config-store.js';
import { FakeEtcdHealth } from '../../support/fake-etcd-health.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, FakeOrders } from '../../support/fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { type FakeServerState, FakeServers, someFacts } from '../../support/fake-servers.js';
import { FakeDcs } from '../../support/fakes.js';
import { assertTold } from '../../support/hints/assert-hints.js';
import { aStatus } from '../../support/statuses.js';
import { VirtualClock } from '../../support/virtual-clock.js';

/** The port of the server on the other side. */
export const REMOTE_PORT = 5499;
export const FOLLOWS = { standby_cluster: { host: '10.0.0.9', port: REMOTE_PORT } };

/** What becomes of the cluster after the request, step by step. */
export interface Change {
  /** Milliseconds after the request. */
  readonly atMs: number;
  readonly leader?: string | null;
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | 'silent'>>;
  /** Somebody stores another configuration. */
  readonly config?: ValueMap;
  /** The keys do not tell of it yet. */
  readonly isUnpublished?: boolean;
  readonly run?: () => void;
}

export interface RoleRecipe {
  readonly config?: ValueMap;
  readonly leader?: string | null;
  readonly patroniVersion?: string;
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | 'silent'>>;
  /** What the server on the other side does; `refusing` unless told. */
  readonly remote?: FakeServerState;
  /** What the agent answers instead of storing the request. */
  readonly reply?: AgentReply | Promise<AgentReply>;
  /** The request is stored all the same. */
  readonly isStored?: boolean;
  readonly course?: readonly Change[];
  readonly questions?: readonly ExpectedQuestion[];
}

const NAMES = ['pg1', 'pg2', 'pg3'];
const REQUEST = {
  scope: 'demo',
  group: null,
  citus: false,
  evenIfPrimary: false,
  evenIfUnreachable: false,
  typed: NOTHING_TYPED,
  unattended: true,
  dryRun: false,
  via: null,
  deadlineMs: null,
} as const;
const NO_SOURCE: TypedSource = { host: null, port: null, restoreCommand: null, primarySlotName: null };

/** pg1 to pg3, pg2 leads; whether as a primary or as a standby leader follows from the configuration. */
export class RoleWorld {
  readonly clock = new VirtualClock();
  readonly interruption = new FakeInterruption();
  readonly notes = new FakeNotes();
  readonly etcdHealth = new FakeEtcdHealth();
  readonly events: ClusterRoleEvent[] = [];
  readonly operator = { name: 'postgres', host: 'db1' };
  readonly configHistory = new FakeConfigHistory();
  readonly configJournal = new FakeConfigJournal();
  readonly servers: FakeServers;
  readonly dcs: FakeDcs;
  readonly agents: FakeAgents;
  readonly orders: FakeOrders;
  readonly questions: FakeQuestions;
  private readonly said: Record<string, MemberStatus | Problem> = {};
  private config: ValueMap;
  private revision = 40;
  private leader: string | null;

  constructor(private readonly recipe: RoleRecipe = {}) {
    const { config = {}, leader = 'pg2', remote = 'refusing', questions = [], agents = {} } = recipe;
    this.config = config;
    this.configHistory.put(this.revision, config);
    this.leader = leader;
    const leads = config.standby_cluster
      ? { role: 'standby_leader' }
      : { role: 'primary', replicationState: null };
    for (const name of NAMES) this.say(name, name === leader ? leads : {});
    this.sayAll(agents);
    this.agents = new FakeAgents(this.said);
    this.servers = new FakeServers(this.clock, new Map([[REMOTE_PORT, remote]]));
    this.servers.facts.set(REMOTE_PORT, someFacts({ inRecovery: remote === 'standby' }));
    this.questions = new FakeQuestions(questions);
    this.dcs = new FakeDcs({ demo: this.cluster() });
    this.orders = new FakeOrders(({ order }) => {
      const { reply, isStored = reply === undefined } = this.recipe;
      if (order.verb !== 'patch-config') throw new Error(`unexpected ${order.verb}`);
      if (isStored) this.store({ ...this.config, ...order.patch });
      this.play();
      return reply ?? answered(200, '{"ttl": 30}');
    });
  }

  demote(
    source: Partial<TypedSource> = {},
    request: Partial<ClusterRoleRequest> = {},
  ): Promise<ClusterRoleReport> {
    const typed = { ...NO_SOURCE, ...source };
    return this.run({ ...REQUEST, command: 'demote-cluster', source: typed, ...request });
  }

  promote(request: Partial<ClusterRoleRequest> = {}): Promise<ClusterRoleReport> {
    return this.run({ ...REQUEST, command: 'promote-cluster', source: null, ...request });
  }

  /** What goes on without a request. */
  play(): void {
    for (const change of this.recipe.course ?? []) this.clock.after(change.atMs, () => this.undergo(change));
  }

  store(config: ValueMap): void {
    this.revision += 1;
    this.config = config;
    this.configHistory.put(this.revision, config);
    this.publish();
  }

  private async run(request: ClusterRoleRequest): Promise<ClusterRoleReport> {
    const report = await changeClusterRole(this, request, (event) => this.events.push(event));
    const { command: verb, scope, group, typed } = request;
    assertTold({ verb, scope, group, typed }, report);
    return report;
  }

  private undergo({ leader, agents = {}, config, isUnpublished = false, run = () => {} }: Change): void {
    if (leader !== undefined) this.leader = leader;
    this.sayAll(agents);
    if (config !== undefined) this.store(config);
    if (!isUnpublished) this.publish();
    run();
  }

  private sayAll(agents: NonNullable<Change['agents']>): void {
    for (const [name, said] of Object.entries(agents)) {
      if (said === 'silent') this.said[name] = silence(name);
      else this.say(name, said);
    }
  }

  private say(name: string, said: Partial<MemberStatus>): void {
    this.said[name] = aStatus(name, said);
  }

  private publish(): void {
    this.dcs.become({ demo: this.cluster() });
  }

  /** The keys say what the agents say. */
  private cluster(): Cluster {
    const { patroniVersion = '4.1.5' } = this.recipe;
    const members = NAMES.map((name) => {
      const said = this.said[name];
      const status = said === undefined || 'code' in said ? aStatus(name) : said;
      const { role, state, replicationState, timeline } = status;
      return aMember(name, { role, state, replicationState, timeline, patroniVersion });
    });
    return aCluster({
      leader: this.leader,
      members,
      changes: { config: { values: this.config, revision: this.revision } },
    });
  }
}

export const ARCHIVE = { restoreCommand: '/bin/false' };
export const REMOTE = { host: '10.0.0.9', port: REMOTE_PORT };
export const PROMOTED: Change = {
  atMs: 1000,
  agents: { pg2: { role: 'primary', replicationState: null, timeline: 5 } },
};
/** The leader stays where it is. */
export const DEMOTED: Change = { atMs: 1000, agents: { pg2: { role: 'standby_leader' } } };
