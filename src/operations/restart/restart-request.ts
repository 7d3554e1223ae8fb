import type { LeaderTurn } from '../../cluster/restart/restart-plan.js';
import type { Problem } from '../../errors.js';
import type { ChangePorts } from '../change-leader/change-request.js';
import type { BalancedRequest } from '../haproxy/balanced-member.js';
import type { MembersRequest } from '../maintenance/select-members.js';
import type { Commands } from '../ports/ports.js';
import type { StepReport } from './restart-report.js';

export interface RestartPorts extends ChangePorts {
  readonly commands: Commands;
}

/** A restart as it was typed. */
export interface RestartRequest extends MembersRequest {
  /** One member only. */
  readonly any: boolean;
  /** Only members that wait for a restart. */
  readonly pending: boolean;
  /** Only members that run less than this version; null asks, if there is somebody. */
  readonly postgresVersion: string | null;
  /** As typed; null asks, if there is somebody. */
  readonly scheduled: string | null;
  readonly replacesSchedule: boolean;
  /** Only members whose PostgreSQL was started before, as typed. */
  readonly startedBefore: string | null;
  /** Seconds that PostgreSQL may take to start; null for what the cluster has configured. */
  readonly startTimeout: number | null;
  /** For each member; null for its start timeout and 60 s. */
  readonly deadlineMs: number | null;
  /** How many replicas at the same time. */
  readonly parallel: number;
  /** HAProxies that each member is taken out of for its turn of a roll; null to leave them alone. */
  readonly haproxy: BalancedRequest | null;
  /** Null for a plain restart. */
  readonly rolling: RollRequest | null;
}

/** What a roll heeds. */
export interface RollRequest {
  readonly leader: LeaderTurn;
  /** Bytes; null for `maximum_lag_on_failover`. */
  readonly maxLag: number | null;
  /** Shell command with `{member}`, `{host}` and `{port}`; null for none. */
  readonly command: string | null;
  /** Begin although a member that is not meant is down. */
  readonly allowsDegraded: boolean;
  /** Somebody who has diverged may take over, if there is nobody else. */
  readonly allowsDataLoss: boolean;
}

/** What came of the turns that were planned. */
export interface RestartRun {
  /** In the order of the plan; those that did not come have no outcome. */
  readonly steps: readonly StepReport[];
  /** Why it ended before its end; null if it did not. */
  readonly stop: Problem | null;
}

/** Whether there is anybody who answers questions. */
export function isAttended({ unattended, dryRun }: RestartRequest): boolean {
  return !unattended && !dryRun;
}
