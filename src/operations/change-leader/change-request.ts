import type { ChangeKind } from '../../cluster/change-leader/change-request.js';
import type { EtcdHealth } from '../diagnose/diagnose-ports.js';
import type { BalancerOrders, Balancers } from '../ports/balancer-ports.js';
import type { Dcs, FailoverKey, Notes } from '../ports/dcs-ports.js';
import type { Interruption, Questions } from '../ports/operator-ports.js';
import type { AgentOrders, Agents, Clock } from '../ports/ports.js';
import type { Servers, SqlAddress } from '../ports/sql-ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';
import type { BalancerSettings } from '../settings.js';
import type { TypedWords } from '../typed-words.js';
import type { Wait } from './change-report.js';

/** What the world has to offer for a change of leader. */
export interface ChangePorts {
  readonly dcs: Dcs;
  readonly failoverKey: FailoverKey;
  readonly etcdHealth: EtcdHealth;
  readonly notes: Notes;
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly servers: Servers;
  readonly balancers: Balancers;
  readonly balancerOrders: BalancerOrders;
  readonly questions: Questions;
  readonly interruption: Interruption;
  readonly clock: Clock;
}

/** A way by which clients write, beside the members themselves. */
export interface ProbedRoute {
  readonly name: string;
  readonly address: SqlAddress;
}

/** The HAProxies that are followed on the way. */
export interface RoutingRequest {
  readonly balancers: readonly BalancerSettings[];
  /** They are told at once where to send writes, and do not have to find out by their checks. */
  readonly push: boolean;
}

/** A switchover or a failover as it was typed; what is missing is asked for. */
export interface ChangeLeaderRequest extends ClusterRequest {
  readonly kind: ChangeKind;
  readonly typed: TypedWords;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  readonly leader: string | null;
  readonly candidate: string | null;
  /** As typed; null for at once. */
  readonly scheduled: string | null;
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
  readonly dryRun: boolean;
  /** Another member whose agent passes the request on. */
  readonly via: string | null;
  readonly viaDcs: boolean;
  readonly wait: Wait;
  /** From the moment the leader stops; null for the usual 60 s and two cycles. */
  readonly deadlineMs: number | null;
  readonly allowsDataLoss: boolean;
  readonly replacesSchedule: boolean;
  /** Null if nothing is to be probed. */
  readonly routes: readonly ProbedRoute[] | null;
  /** Null if no HAProxy is looked at. */
  readonly routing: RoutingRequest | null;
}
