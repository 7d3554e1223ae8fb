import type { AgentEvidence, CandidateVerdict } from '../../../src/cluster/change-leader/candidate.js';
import type { ChangeEvidence, ChangeRequest } from '../../../src/cluster/change-leader/change-request.js';
import type { LogicalSlot, ServerFacts } from '../../../src/cluster/evidence/server-facts.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

export const MB = 1_048_576;
export const END = 1000 * MB;

const AT_END = { position: END, receivePosition: END, replayPosition: END };

/** pg2 leads, pg1 and pg3 stream and have everything; whatever matters to a test is said in it. */
export interface EvidenceRecipe {
  readonly leader?: string | null;
  readonly names?: readonly string[];
  readonly config?: ValueMap;
  readonly changes?: Partial<Cluster>;
  readonly members?: Readonly<Record<string, Partial<Member>>>;
  /** What differs in an agent's answer; null for none. */
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | null>>;
  readonly agentMs?: number;
  /** Of those whose PostgreSQL could be asked. */
  readonly facts?: Readonly<Record<string, Partial<ServerFacts>>>;
}

export function someEvidence({
  leader = 'pg2',
  names = ['pg1', 'pg2', 'pg3'],
  config = {},
  changes = {},
  members = {},
  agents = {},
  agentMs = 3,
  facts = {},
}: EvidenceRecipe = {}): ChangeEvidence {
  const registered = names.map((name) =>
    aMember(name, { ...AT_END, ...(name === leader ? PRIMARY : {}), ...members[name] }),
  );
  const status = { position: END, slots: new Map(), retainSlots: [] };
  return {
    cluster: aCluster({ leader, members: registered, config, changes: { status, ...changes } }),
    members: registered.map((member) => ({
      member,
      agent: agentEvidence(member.name, member.name === leader, agents[member.name], agentMs),
      facts: facts[member.name] === undefined ? null : someFacts(facts[member.name]),
    })),
  };
}

function agentEvidence(
  name: string,
  leads: boolean,
  changes: Partial<MemberStatus> | null | undefined,
  elapsedMs: number,
): AgentEvidence {
  if (changes === null) {
    return { answered: false, code: 'agent-unreachable', reason: '127.0.0.1:8001: connection refused' };
  }
  const answer = leads ? RUNNING_PRIMARY : { receivePosition: END, replayPosition: END };
  return { answered: true, status: aStatus(name, { ...answer, ...changes }), elapsedMs };
}

export const RUNNING_PRIMARY: Partial<MemberStatus> = {
  role: 'primary',
  position: END,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

/** An agent that answers while its PostgreSQL does not. */
export const NO_POSTGRES: Partial<MemberStatus> = {
  receivePosition: null,
  replayPosition: null,
  serverVersion: null,
  timeline: null,
  replicationState: null,
};

export function someFacts(changes: Partial<ServerFacts> = {}): ServerFacts {
  return {
    inRecovery: true,
    parameters: PARAMETERS,
    logicalSlots: [],
    clients: 0,
    openTransactions: 0,
    oldestTransactionAge: null,
    checkpointBytes: null,
    walSenders: [],
    timelineHistory: null,
    ...changes,
  };
}

export const PARAMETERS: ServerFacts['parameters'] = {
  max_connections: 100,
  max_prepared_transactions: 0,
  max_locks_per_transaction: 64,
  max_wal_senders: 10,
  max_worker_processes: 8,
};

export function aSlot(name: string, changes: Partial<LogicalSlot> = {}): LogicalSlot {
  return { name, active: true, failover: false, synced: false, invalid: false, ...changes };
}

export function aRequest(changes: Partial<ChangeRequest> = {}): ChangeRequest {
  const kind = changes.kind ?? 'switchover';
  return {
    kind,
    scope: 'demo',
    group: null,
    leader: kind === 'switchover' ? 'pg2' : null,
    candidate: 'pg1',
    scheduledAt: null,
    replacesSchedule: false,
    allowsDataLoss: false,
    ...changes,
  };
}

/** `refuses not-in-sync-set`, as many as there are. */
export function codesOf(verdict: CandidateVerdict | undefined): string[] {
  return (verdict?.reasons ?? []).map(({ severity, code }) => `${severity} ${code}`);
}
