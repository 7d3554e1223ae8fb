import { failureDocument, reportDocument } from '../../../src/cli/output/document.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { exitCodeOf, Failure, type Problem } from '../../../src/errors.js';
import type { ChangeEvent } from '../../../src/operations/change-leader/change-event.js';
import { changeLeader } from '../../../src/operations/change-leader/change-leader.js';
import { CHANGE_KEYS, type ChangeReport } from '../../../src/operations/change-leader/change-report.js';
import type {
  ChangeLeaderRequest,
  ChangePorts,
} from '../../../src/operations/change-leader/change-request.js';
import type { FollowRequest } from '../../../src/operations/change-leader/follow-running.js';
import { followRunning } from '../../../src/operations/change-leader/follow-running.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import type { LeaseLook, WriteOutcome } from '../../../src/operations/ports/dcs-ports.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';
import { FakeAgents, silence } from '../../support/fake-agents.js';
import { FakeBalancers } from '../../support/fake-balancers.js';
import { FakeEtcdHealth } from '../../support/fake-etcd-health.js';
import { FakeFailoverKey, leaseOf } from '../../support/fake-failover-key.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, FakeOrders } from '../../support/fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { type FakeServerState, FakeServers } from '../../support/fake-servers.js';
import { FakeDcs } from '../../support/fakes.js';
import { assertTold } from '../../support/hints/assert-hints.js';
import { assertDocument } from '../../support/schemas.js';
import { aStatus } from '../../support/statuses.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const POSITION = 0x5a3c1f8;
const COORDINATOR = aCluster({
  leader: 'c1',
  members: [aMember('c1', PRIMARY), aMember('c2')],
});

/** Milliseconds after the request at which each thing happens; what is missing never does. */
export interface Course {
  readonly requested?: number;
  readonly dropped?: number;
  readonly stopping?: number;
  readonly released?: number;
  readonly locked?: number;
  readonly writable?: number;
  readonly back?: number;
}

export const ALL_WELL: Course = {
  requested: 150,
  stopping: 600,
  released: 1500,
  locked: 1750,
  writable: 2650,
  back: 6000,
};

export interface Recipe {
  readonly cluster?: ClusterRecipe;
  /** It is this group of a Citus cluster, beside a coordinator. */
  readonly group?: number;
  readonly typed?: Partial<ChangeLeaderRequest>;
  /** What happens once the request has arrived. */
  readonly course?: Course;
  /** Who takes the lock. */
  readonly winner?: string;
  /** The answer of the agent, and when it comes. */
  readonly reply?: (world: World) => AgentReply | Promise<AgentReply>;
  /** What differs in the answers of agents; null for a silent one. */
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | Problem | null>>;
  readonly questions?: readonly ExpectedQuestion[];
  readonly lease?: (look: number) => LeaseLook;
  readonly keyWritten?: (world: World) => WriteOutcome | Promise<WriteOutcome>;
  /** What writes meet at each member, by port. */
  readonly servers?: ReadonlyMap<number, FakeServerState>;
  /** Before anything is done. */
  readonly prepare?: (world: World) => void;
}

export interface Ending {
  readonly line: string;
  readonly exit: number;
  readonly messages: readonly string[];
  readonly next: readonly (string | null)[];
  readonly warnings: readonly string[];
  readonly phases: readonly string[];
  /** Orders to agents and writes to etcd together. */
  readonly sent: number;
  readonly report: ChangeReport | null;
}

/** A cluster whose leader changes on a virtual clock, and everything that looks at it. */
export class World {
  readonly clock = new VirtualClock();
  readonly interruption = new FakeInterruption();
  readonly orders: FakeOrders;
  readonly key: FakeFailoverKey;
  readonly servers: FakeServers;
  readonly balancers = new FakeBalancers();
  readonly etcdHealth = new FakeEtcdHealth();
  readonly questions: FakeQuestions;
  readonly dcs: FakeDcs;
  readonly agents: FakeAgents;
  readonly events: ChangeEvent[] = [];
  readonly statuses: Record<string, MemberStatus | Problem> = {};
  cluster: Cluster;
  private revision = 1000;

  constructor(private readonly recipe: Recipe) {
    this.cluster = aCluster(recipe.cluster);
    this.dcs = new FakeDcs(this.scopes);
    for (const { name } of this.cluster.members) this.statuses[name] = this.firstStatus(name);
    this.agents = new FakeAgents(this.statuses);
    this.orders = new FakeOrders(() => this.receive());
    const { lease = () => leaseOf(30), keyWritten = written } = recipe;
    this.key = new FakeFailoverKey(lease, () => {
      this.play();
      return keyWritten(this);
    });
    this.questions = new FakeQuestions(recipe.questions ?? []);
    this.servers = new FakeServers(this.clock, new Map(recipe.servers));
  }

  get ports(): ChangePorts {
    const { clock, interruption, orders, key: failoverKey, servers, questions, dcs, agents } = this;
    const { balancers, balancers: balancerOrders } = this;
    const notes = new FakeNotes();
    const members = { servers, dcs, agents, notes, balancers, balancerOrders };
    return { clock, interruption, orders, failoverKey, questions, etcdHealth: this.etcdHealth, ...members };
  }

  get sent(): number {
    return this.orders.sent.length + this.key.written.length;
  }

  private get scopes() {
    const { cluster } = this;
    const { group } = this.recipe;
    const groups: [number, Cluster][] = [[0, COORDINATOR]];
    return { demo: group === undefined ? cluster : new Map([...groups, [group, cluster]]) };
  }

  /** Another state of the cluster, at a new revision of etcd. */
  become(change: (cluster: Cluster, revision: number) => Partial<Cluster>): void {
    this.revision += 1;
    this.cluster = { ...this.cluster, ...change(this.cluster, this.revision) };
    this.dcs.become(this.scopes);
  }

  say(name: string, changes: Partial<MemberStatus> | null): void {
    this.statuses[name] = changes === null ? silence(name) : aStatus(name, changes);
  }

  /** Answers after so many milliseconds. */
  later<T>(ms: number, answer: T): Promise<T> {
    return this.clock.sleep(ms).then(() => answer);
  }

  private firstStatus(name: string): MemberStatus | Problem {
    const changes = this.recipe.agents?.[name];
    if (changes === null) return silence(name);
    if (changes !== undefined && 'message' in changes) return changes;
    const leads = this.cluster.leader?.name === name ? LEADING : {};
    return aStatus(name, { ...leads, ...changes });
  }

  private receive(): AgentReply | Promise<AgentReply> {
    this.play();
    const { reply = success } = this.recipe;
    return reply(this);
  }

  private play(): void {
    const { course = ALL_WELL, winner = 'pg1' } = this.recipe;
    const from = this.cluster.leader?.name ?? null;
    const steps: Readonly<Record<keyof Course, () => void>> = {
      requested: () => this.request(from),
      dropped: () => this.become((_, revision) => ({ failover: null, failoverRevision: revision })),
      stopping: () => from !== null && this.say(from, { ...LEADING, state: 'stopping' }),
      released: () => this.become(() => ({ leader: null })),
      locked: () =>
        this.become((_, revision) => ({
          leader: { name: winner, revision },
          failover: null,
          failoverRevision: revision,
        })),
      writable: () => this.say(winner, { ...LEADING, timeline: 5 }),
      back: () => from !== null && from !== winner && this.say(from, { timeline: 5 }),
    };
    for (const [name, step] of Object.entries(steps)) {
      const at = Object.entries(course).find(([each]) => each === name)?.[1];
      if (at !== undefined) this.clock.after(at, step);
    }
  }

  private request(leader: string | null): void {
    const candidate = this.recipe.typed?.candidate ?? 'pg1';
    this.become((_, revision) => ({
      failover: { leader, candidate, scheduledAt: null, revision },
      failoverRevision: revision,
    }));
  }
}

export const LEADING: Partial<MemberStatus> = {
  role: 'primary',
  position: POSITION,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

const success = (world: World): Promise<AgentReply> =>
  world.later(3000, answered(200, 'Successfully switched over to "pg1"'));

const written = (): WriteOutcome => ({ kind: 'written', revision: 1001 });

/** `ctl switchover demo --candidate pg1 --yes --no-probe`. */
export function aRequest(changes: Partial<ChangeLeaderRequest> = {}): ChangeLeaderRequest {
  const kind = changes.kind ?? 'switchover';
  return {
    kind,
    command: kind,
    scope: 'demo',
    group: null,
    citus: false,
    leader: null,
    candidate: 'pg1',
    scheduled: null,
    typed: NOTHING_TYPED,
    unattended: true,
    dryRun: false,
    via: null,
    viaDcs: false,
    wait: 'former-leader',
    deadlineMs: null,
    allowsDataLoss: false,
    replacesSchedule: false,
    routes: null,
    routing: null,
    ...changes,
  };
}

/** Plays a change of leader to its end; the document that `--json` would print is checked. */
export async function play(recipe: Recipe = {}): Promise<Ending & { readonly world: World }> {
  const world = new World(recipe);
  recipe.prepare?.(world);
  const typed = aRequest(recipe.typed);
  const running = changeLeader(world.ports, typed, (event) => world.events.push(event));
  return { ...(await ending(world, typed, running)), world };
}

/** `--follow`: looks on at whatever `prepare` has begun. */
export async function follow(
  recipe: Recipe,
  request: Partial<FollowRequest> = {},
): Promise<Ending & { readonly world: World }> {
  const world = new World(recipe);
  recipe.prepare?.(world);
  const asked = { ...aRequest(recipe.typed), ...request };
  const running = followRunning(world.ports, asked, (event) => world.events.push(event));
  return { ...(await ending(world, asked, running)), world };
}

async function ending(
  world: World,
  { kind, candidate, typed, ...request }: ChangeLeaderRequest,
  running: Promise<ChangeReport>,
): Promise<Ending> {
  const shape = { name: kind, keys: CHANGE_KEYS };
  const ended = await running.catch((thrown: unknown) => {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  });
  const isFailure = ended instanceof Failure;
  const document = isFailure ? failureDocument(shape, ended, []) : reportDocument(shape, ended);
  assertDocument(JSON.stringify(document));
  const options = { ...typed.options, candidate };
  assertTold({ ...request, verb: kind, typed: { ...typed, options } }, document);
  const errors = isFailure ? [ended.problem, ...ended.parts] : ended.errors;
  const code = isFailure ? ended.problem.code : ended.code;
  return {
    line: code === null ? ended.outcome : `${ended.outcome}/${code}`,
    exit: exitCodeOf(ended.outcome),
    messages: errors.map(({ message }) => message),
    next: errors.map(({ next }) => next),
    warnings: (isFailure ? [] : ended.warnings).map((warning) => warning.code),
    phases: isFailure ? [] : ended.phases.map(({ phase, member }) => `${phase} ${member}`),
    sent: world.sent,
    report: isFailure ? null : ended,
  };
}
