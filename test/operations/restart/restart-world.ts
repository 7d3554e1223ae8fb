import { reportDocument } from '../../../src/cli/output/document.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { exitCodeOf, Failure } from '../../../src/errors.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import type { CommandCall, CommandResult } from '../../../src/operations/ports/ports.js';
import { restart } from '../../../src/operations/restart/restart.js';
import {
  RESTART_KEYS,
  type RestartEvent,
  type RestartReport,
} from '../../../src/operations/restart/restart-report.js';
import type {
  RestartPorts,
  RestartRequest,
  RollRequest,
} from '../../../src/operations/restart/restart-request.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { restartErrorsView, restartEventView, restartView } from '../../../src/views/restart/restart.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeBalancers } from '../../support/fake-balancers.js';
import { FakeEtcdHealth } from '../../support/fake-etcd-health.js';
import { FakeFailoverKey, leaseOf } from '../../support/fake-failover-key.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, FakeOrders, type SentOrder } from '../../support/fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { FakeServers } from '../../support/fake-servers.js';
import { FakeDcs } from '../../support/fakes.js';
import { assertTold } from '../../support/hints/assert-hints.js';
import { assertDocument } from '../../support/schemas.js';
import { A_PIPE } from '../../support/screens.js';
import { aStatus } from '../../support/statuses.js';
import { VirtualClock } from '../../support/virtual-clock.js';

export const NAMES = ['pg1', 'pg2', 'pg3'] as const;
const STARTED = '2026-11-20 08:00:00.123456+00:00';
const POSITION = 0x5a3c1f8;

export const ROLL: RollRequest = {
  leader: 'in-place',
  maxLag: null,
  command: null,
  allowsDegraded: false,
  allowsDataLoss: false,
};

const REQUEST: RestartRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  names: [],
  role: 'any',
  action: 'restart',
  typed: NOTHING_TYPED,
  command: 'restart',
  unattended: true,
  dryRun: false,
  any: false,
  pending: false,
  postgresVersion: null,
  scheduled: null,
  replacesSchedule: false,
  startedBefore: null,
  startTimeout: null,
  deadlineMs: null,
  parallel: 1,
  haproxy: null,
  rolling: null,
};

/** What becomes of a member that is told to restart; ordinarily it is back 3 s later. */
export type Course = (world: RestartWorld, sent: SentOrder) => AgentReply | Promise<AgentReply> | null;

export interface Recipe {
  readonly request?: Partial<RestartRequest>;
  /** Nothing or null: the ordinary course. */
  readonly course?: Course;
  readonly members?: Readonly<Record<string, Partial<Member>>>;
  readonly statuses?: Readonly<Record<string, Partial<MemberStatus> | null>>;
  readonly cluster?: Parameters<typeof aCluster>[0];
  readonly questions?: readonly ExpectedQuestion[];
  readonly command?: (world: RestartWorld, call: CommandCall) => CommandResult | Promise<CommandResult>;
  readonly prepare?: (world: RestartWorld) => void;
}

/** pg1 leads, pg2 and pg3 stream; members restart on a virtual clock. */
export class RestartWorld {
  readonly balancers = new FakeBalancers();
  readonly clock = new VirtualClock();
  readonly interruption = new FakeInterruption();
  readonly statuses: Record<string, MemberStatus> = {};
  readonly commands: string[] = [];
  readonly events: RestartEvent[] = [];
  readonly dcs: FakeDcs;
  readonly orders: FakeOrders;
  readonly questions: FakeQuestions;
  cluster: Cluster;
  /** Names of members that are not running, at each change of it. */
  readonly down: string[][] = [];

  constructor(private readonly recipe: Recipe) {
    const { members = {}, statuses = {}, cluster, course, questions = [] } = recipe;
    this.cluster = aCluster({
      leader: 'pg1',
      members: NAMES.map((name) => aMember(name, { ...(name === 'pg1' ? PRIMARY : {}), ...members[name] })),
      ...cluster,
    });
    this.dcs = new FakeDcs({ demo: this.cluster });
    for (const { name } of this.cluster.members) {
      const change = statuses[name];
      if (change === null) continue;
      const pendingRestart = members[name]?.pendingRestart ?? false;
      const ofLeader = name === this.cluster.leader?.name ? A_PRIMARY : {};
      this.statuses[name] = aStatus(name, { startedAt: STARTED, pendingRestart, ...ofLeader, ...change });
    }
    this.orders = new FakeOrders((sent) => course?.(this, sent) ?? this.restartWell(sent));
    this.questions = new FakeQuestions(questions);
  }

  /** Stops, starts and is back; nothing is pending any more. */
  async restartWell(
    { member }: Pick<SentOrder, 'member'>,
    changes: Partial<MemberStatus> = {},
  ): Promise<AgentReply> {
    const before = this.statuses[member];
    this.become(member, { state: 'stopping', startedAt: null, replicationState: null, position: null });
    await this.clock.sleep(1000);
    this.become(member, { state: 'starting' });
    await this.clock.sleep(2000);
    this.become(member, { ...before, pendingRestart: false, startedAt: this.startedNow(), ...changes });
    return answered(200, 'restarted successfully');
  }

  startedNow(): string {
    return this.clock.now().toISOString().replace('T', ' ').replace('Z', '000+00:00');
  }

  become(name: string, changes: Partial<MemberStatus>): void {
    this.statuses[name] = { ...(this.statuses[name] ?? aStatus(name)), ...changes };
    this.down.push(NAMES.filter((each) => this.statuses[each]?.state !== 'running'));
  }

  silence(name: string): void {
    delete this.statuses[name];
  }

  lead(name: string | null, changes: Partial<Cluster> = {}): void {
    const leader = name === null ? null : { name, revision: 5000 };
    this.cluster = { ...this.cluster, leader, ...changes };
    this.dcs.become({ demo: this.cluster });
  }

  get ports(): RestartPorts {
    const { clock, interruption, dcs, orders, questions } = this;
    const { command = () => ({ exit: 0, output: '', stopped: null }) } = this.recipe;
    return {
      clock,
      interruption,
      dcs,
      orders,
      questions,
      agents: new FakeAgents(this.statuses),
      servers: new FakeServers(clock, new Map()),
      notes: new FakeNotes(),
      etcdHealth: new FakeEtcdHealth(),
      balancers: this.balancers,
      balancerOrders: this.balancers,
      failoverKey: new FakeFailoverKey(
        () => leaseOf(30),
        () => ({ kind: 'changed-meanwhile' }),
      ),
      commands: {
        run: async (call) => {
          this.commands.push(call.command);
          return command(this, call);
        },
      },
    };
  }
}

export const A_PRIMARY: Partial<MemberStatus> = {
  role: 'primary',
  position: POSITION,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

export interface Ending {
  readonly world: RestartWorld;
  readonly report: RestartReport | null;
  readonly exit: number;
  /** `0 done`, `6 partial not-back`. */
  readonly line: string;
  readonly sent: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly next: string | null;
}

/** Runs the command in this world, its texts as they would be printed. */
export async function restartIn(recipe: Recipe): Promise<Ending> {
  const world = new RestartWorld(recipe);
  recipe.prepare?.(world);
  let stdout = '';
  let stderr = '';
  const tell = (event: RestartEvent): void => {
    world.events.push(event);
    const { result = '', remark = '', warnings = [] } = restartEventView(event, A_PIPE);
    if (event.kind !== 'topology') stdout += result;
    stderr += `${warnings.map(({ code }) => `warning: ${code}\n`).join('')}${remark}`;
  };
  const report = await restart(world.ports, { ...REQUEST, ...recipe.request }, tell).catch(
    (thrown: unknown) => {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    },
  );
  const sent = world.orders.sent.map(({ member, order }) =>
    order.verb === 'restart' ? member : `${order.verb} ${member}`,
  );
  const { scope, group, names, typed } = { ...REQUEST, ...recipe.request };
  const told = report instanceof Failure ? [report.problem, ...report.parts] : report;
  assertTold({ verb: 'restart', scope, group, typed: { ...typed, args: names } }, told);
  if (report instanceof Failure) {
    const { outcome, problem } = report;
    const line = `${exitCodeOf(outcome)} ${outcome} ${problem.code}`;
    return {
      world,
      report: null,
      exit: exitCodeOf(outcome),
      line,
      sent,
      stdout,
      stderr: `${stderr}${problem.message}\n`,
      next: problem.next,
    };
  }
  assertDocument(JSON.stringify(reportDocument({ name: 'restart', keys: RESTART_KEYS }, report)));
  const { outcome, code, errors } = report;
  const line = [exitCodeOf(outcome), outcome, code].filter((part) => part !== null).join(' ');
  stdout += restartView(report);
  stderr += restartErrorsView(report);
  return {
    world,
    report,
    exit: exitCodeOf(outcome),
    line,
    sent,
    stdout,
    stderr,
    next: errors.at(-1)?.next ?? null,
  };
}
