import type { BalancerEvidence, BalancerServerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { Problem } from '../../errors.js';
import { type CommandPlace, ctl } from '../../formats/hint.js';
import { lookProblem } from '../haproxy/look-at-balancers.js';
import type { BalancerReply, ServerSetting } from '../ports/balancer-ports.js';
import type { BalancerSettings } from '../settings.js';
import type { RoutingReport } from './change-report.js';
import type { ChangePorts } from './change-request.js';

const LOOK_MS = 1000;
const ORDER_MS = 1000;

/**
 * One HAProxy during a change of leader. It is told of the health of its servers and of nothing else: its own checks go on,
 * and the next ones correct whatever was told wrongly.
 */
export class FollowedBalancer {
  private readonly writers: readonly BalancerServerEvidence[];
  /** `pool/server` of those that take connections. */
  private up: ReadonlySet<string>;
  private routedAtMs: number | null = null;
  private replies: readonly BalancerReply[] = [];
  private problem: Problem | null;
  /** Who was told to lead. */
  private led: string | null = null;

  constructor(
    private readonly ports: Pick<ChangePorts, 'balancers' | 'balancerOrders'>,
    private readonly settings: BalancerSettings,
    private readonly evidence: BalancerEvidence,
    private readonly push: boolean,
  ) {
    const { servers, address } = evidence;
    this.writers = servers.ok ? servers.value.filter(({ purpose }) => purpose === 'write') : [];
    this.up = new Set(this.writers.filter(({ isUp }) => isUp).map(keyOf));
    this.problem = lookProblem(servers, address);
  }

  /** It said so at the last look, and has a pool for writes. */
  get answers(): boolean {
    return this.problem === null && this.writers.length > 0;
  }

  get report(): RoutingReport {
    const { routedAtMs, replies } = this;
    const pushed = replies.length === 0 ? null : replies.every(({ kind }) => kind === 'done');
    return { balancer: this.evidence.address, routedAtMs, pushed: this.push ? (pushed ?? false) : null };
  }

  /** Where it sends connections now. */
  async look(leader: string | null, elapsed: () => number): Promise<void> {
    const look = await this.ports.balancers.read(this.settings, LOOK_MS);
    this.problem = lookProblem(look, this.evidence.address);
    if (!look.ok) return;
    this.up = new Set(
      look.value.pools.flatMap(({ name: pool, servers }) =>
        servers.filter(({ isUp }) => isUp).map(({ name: server }) => keyOf({ pool, server })),
      ),
    );
    if (!this.leadsTo(leader)) this.routedAtMs = null;
    else this.routedAtMs ??= elapsed();
  }

  /** Every pool for writes leads to this member and to nobody else. */
  leadsTo(leader: string | null): boolean {
    const pools = [...new Set(this.writers.map(({ pool }) => pool))];
    return pools.every((pool) => {
      const used = this.writers.filter((each) => each.pool === pool && this.up.has(keyOf(each)));
      return used.length > 0 && used.every(({ member }) => member === leader);
    });
  }

  /** The lock is lost: the sessions end, and no more come. */
  async leave(member: string | null): Promise<void> {
    if (this.push)
      await this.set(
        this.writers.filter((each) => each.member === member),
        'health down',
      );
  }

  /** It takes writes; nobody else does. */
  async leadTo(member: string | null): Promise<void> {
    if (!this.push || this.led === member) return;
    this.led = member;
    const others = this.writers.filter((each) => each.member !== member && this.up.has(keyOf(each)));
    await this.set(
      this.writers.filter((each) => each.member === member),
      'health up',
    );
    await this.set(others, 'health down');
  }

  /** `leader`: it should have been seen to lead there by now; null if nobody waited. */
  warnings(leader: string | null, place: CommandPlace): Problem[] {
    const { address } = this.evidence;
    const failed = this.replies.flatMap((reply) => (reply.kind === 'done' ? [] : [reply.problem]));
    const [refusal] = failed;
    const told: Problem[] =
      refusal === undefined
        ? []
        : [
            {
              ...refusal,
              message: `HAProxy ${address} was not told; its checks will find out by themselves: ${refusal.message}`,
            },
          ];
    if (this.problem !== null) {
      const message = `HAProxy ${address} could not be followed: ${this.problem.message}`;
      return [{ code: this.problem.code, message, subject: address, next: this.problem.next }];
    }
    if (leader === null || this.routedAtMs !== null) return told;
    const what =
      this.writers.length === 0
        ? 'no pool for writes is known of it'
        : `was not seen to send writes to ${leader}`;
    const message = `HAProxy ${address}: ${what}`;
    return [
      ...told,
      { code: 'haproxy-not-routed', message, subject: address, next: ctl('haproxy check', place) },
    ];
  }

  private async set(servers: readonly BalancerServerEvidence[], set: ServerSetting): Promise<void> {
    const replies = await Promise.all(
      servers.map(({ pool, server }) =>
        this.ports.balancerOrders.send(this.settings, { pool, server, set }, ORDER_MS),
      ),
    );
    this.replies = [...this.replies, ...replies];
  }
}

function keyOf({ pool, server }: Pick<BalancerServerEvidence, 'pool' | 'server'>): string {
  return `${pool}/${server}`;
}
