import type { EtcdAlarm } from '../../../src/cluster/evidence/evidence.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import type { Problem } from '../../../src/errors.js';
import { pauseCluster } from '../../../src/operations/pause/pause-cluster.js';
import type { PauseEvent, PauseReport, ResumeReport } from '../../../src/operations/pause/pause-report.js';
import type { PauseRequest, ResumeRequest } from '../../../src/operations/pause/pause-request.js';
import { resumeCluster } from '../../../src/operations/pause/resume-cluster.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';
import { FakeAgents, silence } from '../../support/fake-agents.js';
import { FakeConfigHistory, FakeConfigJournal } from '../../support/fake-config-store.js';
import { FakeEtcdHealth } from '../../support/fake-etcd-health.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, FakeOrders } from '../../support/fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { FakeDcs } from '../../support/fakes.js';
import { aStatus } from '../../support/statuses.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const NAMES = ['pg1', 'pg2', 'pg3'];

export interface WorldRecipe {
  readonly leader?: string | null;
  readonly paused?: boolean;
  readonly config?: ValueMap;
  readonly changes?: ClusterRecipe['changes'];
  /** How long after the request each acknowledges it; 50 ms unless told, null for never. */
  readonly acknowledge?: Readonly<Record<string, number | null>>;
  /** Members whose keys expire 5 s after the request. */
  readonly expiring?: readonly string[];
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | Problem | 'silent'>>;
  /** What the agent answers instead of storing the request, or what each one does. */
  readonly reply?: AgentReply;
  readonly replies?: Readonly<Record<string, AgentReply>>;
  /** Null if etcd does not tell them. */
  readonly alarms?: readonly EtcdAlarm[] | null;
  /** The request is stored all the same, this long after it was sent. */
  readonly storedAfterMs?: number;
  readonly questions?: readonly ExpectedQuestion[];
  readonly notes?: Readonly<Record<string, string>>;
}

/** pg1 to pg3, pg2 leads; agents that store a request and acknowledge it. */
export class PauseWorld {
  readonly clock = new VirtualClock();
  readonly interruption = new FakeInterruption();
  readonly operator = { name: 'postgres', host: 'db1' };
  readonly events: PauseEvent[] = [];
  readonly configHistory = new FakeConfigHistory();
  readonly configJournal = new FakeConfigJournal();
  readonly dcs: FakeDcs;
  readonly notes: FakeNotes;
  readonly agents: FakeAgents;
  readonly orders: FakeOrders;
  readonly questions: FakeQuestions;
  readonly etcdHealth: FakeEtcdHealth;
  private readonly said: Record<string, MemberStatus | Problem>;
  private revision = 40;
  private config: ValueMap;
  private readonly acknowledged: Map<string, boolean>;
  private readonly gone = new Set<string>();
  private leader: string | null;

  constructor(private readonly recipe: WorldRecipe = {}) {
    const { leader = 'pg2', paused = false, config = {}, agents = {}, questions = [], notes = {} } = recipe;
    this.leader = leader;
    this.config = paused ? { ...config, pause: true } : config;
    this.acknowledged = new Map(NAMES.map((name) => [name, paused]));
    this.configHistory.put(this.revision, this.config);
    this.dcs = new FakeDcs({ demo: this.cluster() });
    this.notes = new FakeNotes(notes);
    this.etcdHealth = new FakeEtcdHealth(recipe.alarms);
    this.said = agentsOf(agents, leader);
    this.agents = new FakeAgents(this.said);
    this.questions = new FakeQuestions(questions);
    this.orders = new FakeOrders(({ member, order }) => {
      const pause = order.verb === 'patch-config' && order.patch.pause === true;
      const { reply = this.recipe.replies?.[member], storedAfterMs } = this.recipe;
      if (reply === undefined) this.store(pause);
      else if (storedAfterMs !== undefined) this.clock.after(storedAfterMs, () => this.store(pause));
      return reply ?? answered(200, '{"ttl": 30, "pause": true}');
    });
  }

  pause(request: Partial<PauseRequest> = {}): Promise<PauseReport> {
    const typed = { ...REQUEST, command: 'pause', reason: null, forMs: null, ...request };
    return pauseCluster(this, typed, (event) => this.events.push(event));
  }

  resume(request: Partial<ResumeRequest> = {}): Promise<ResumeReport> {
    const typed = { ...REQUEST, command: 'resume', unattended: false, ...request };
    return resumeCluster(this, typed, (event) => this.events.push(event));
  }

  /** Its agent is silent from now on. */
  silence(name: string): void {
    this.said[name] = silence(name);
  }

  /** Nobody holds the lock from now on. */
  unlock(): void {
    this.leader = null;
    this.publish();
  }

  /** Somebody changes something else. */
  touchConfig(): void {
    this.revision += 1;
    this.config = { ...this.config, ttl: 40 };
    this.configHistory.put(this.revision, this.config);
    this.publish();
  }

  /** As an agent, or somebody else, stores it. */
  store(pause: boolean): void {
    this.revision += 1;
    this.config = { ...this.config, pause: pause ? true : null };
    this.configHistory.put(this.revision, this.config);
    this.publish();
    for (const name of NAMES) {
      const afterMs = this.recipe.acknowledge?.[name];
      if (afterMs === null) continue;
      this.clock.after(afterMs ?? 50, () => {
        this.acknowledged.set(name, pause);
        this.publish();
      });
    }
    for (const name of this.recipe.expiring ?? []) {
      this.clock.after(5000, () => {
        this.gone.add(name);
        this.publish();
      });
    }
  }

  private publish(): void {
    this.dcs.become({ demo: this.cluster() });
  }

  private cluster(): Cluster {
    const members = NAMES.filter((name) => !this.gone.has(name)).map((name) =>
      aMember(name, {
        paused: this.acknowledged.get(name) ?? false,
        ...(name === this.leader ? PRIMARY : {}),
      }),
    );
    return aCluster({
      leader: this.leader,
      members,
      changes: { config: { values: this.config, revision: this.revision }, ...this.recipe.changes },
    });
  }
}

const REQUEST = { scope: 'demo', group: null, wait: false, via: null, dryRun: false, deadlineMs: null };

function agentsOf(
  agents: NonNullable<WorldRecipe['agents']>,
  leader: string | null,
): Record<string, MemberStatus | Problem> {
  return Object.fromEntries(
    NAMES.map((name) => {
      const usual = name === leader ? { role: 'primary', replicationState: null } : {};
      const said = agents[name] ?? {};
      if (said === 'silent') return [name, silence(name)];
      return [name, 'code' in said ? said : aStatus(name, { ...usual, ...said })];
    }),
  );
}
