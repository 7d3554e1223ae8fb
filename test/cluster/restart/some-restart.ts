import type { StandbyParameter } from '../../../src/cluster/evidence/server-facts.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { RestartEvidence, RestartStep } from '../../../src/cluster/restart/restart-plan.js';
import { aStatus } from '../../support/statuses.js';

export const STARTED = '2026-11-20 08:00:00.123456+00:00';
export const STARTED_ANEW = '2026-11-22 18:07:05.654321+00:00';

/** The statuses of a healthy cluster: the leader is a primary. */
export function statusesOf(
  { leader, members }: Cluster,
  changes: Readonly<Record<string, Partial<MemberStatus> | null>> = {},
): Map<string, MemberStatus | null> {
  return new Map(
    members.map(({ name }) => {
      const change = changes[name];
      if (change === null) return [name, null];
      const ofLeader = name === leader?.name ? A_PRIMARY : {};
      return [name, aStatus(name, { startedAt: STARTED, ...ofLeader, ...change })];
    }),
  );
}

export const A_PRIMARY: Partial<MemberStatus> = {
  role: 'primary',
  position: 0x5a3c1f8,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

export function evidenceOf(
  cluster: Cluster,
  changes: Readonly<Record<string, Partial<MemberStatus> | null>> = {},
  parameters: Readonly<Record<string, Partial<Record<StandbyParameter, number>>>> = {},
): RestartEvidence[] {
  const statuses = statusesOf(cluster, changes);
  return cluster.members.map((member) => {
    const own = parameters[member.name];
    return {
      member,
      status: statuses.get(member.name) ?? null,
      parameters: own === undefined ? null : { ...STANDARD, ...own },
    };
  });
}

const STANDARD: Readonly<Record<StandbyParameter, number>> = {
  max_connections: 100,
  max_prepared_transactions: 0,
  max_locks_per_transaction: 64,
  max_wal_senders: 10,
  max_worker_processes: 8,
};

export function aStep(member: string, changes: Partial<RestartStep> = {}): RestartStep {
  return { member, group: null, role: 'replica', action: 'restart', again: false, ...changes };
}

/** `max_connections 100 → 200`, as members publish it. */
export function waitsFor(oldValue: string, newValue: string, parameter = 'max_connections') {
  return { pendingRestart: true, pendingRestartReasons: [{ parameter, oldValue, newValue }] };
}
