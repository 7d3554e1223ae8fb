import type {
  ClusterLook,
  EtcdEndpointEvidence,
  EtcdEvidence,
  Evidence,
  ObservedMember,
  Saturation,
} from '../../src/cluster/evidence/evidence.js';
import type { Look } from '../../src/cluster/evidence/look.js';
import type { ServerFacts } from '../../src/cluster/evidence/server-facts.js';
import type { Cluster } from '../../src/cluster/model/cluster.js';
import type { Member } from '../../src/cluster/model/member.js';
import type { MemberStatus } from '../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../src/cluster/model/value.js';
import { aCluster, aMember, PRIMARY } from './clusters.js';
import { aStatus } from './statuses.js';

/** When the evidence of the builders was gathered. */
export const AT = '2026-11-22T12:00:00.000Z';

export const LEADER_POSITION = 0x5a3c1f8;

/** How one member differs from a healthy one. Null for an agent or a PostgreSQL that does not answer. */
export interface ObservedRecipe {
  /** Null: its key is gone. */
  readonly key?: Partial<Member> | null;
  readonly agent?: Partial<MemberStatus> | Look<MemberStatus> | null;
  /** Not asked unless it is said; null for a server that does not answer. */
  readonly facts?: Partial<ServerFacts> | Look<ServerFacts> | null;
  readonly saturation?: Partial<Saturation>;
  readonly rest?: Partial<ObservedMember>;
}

export interface EvidenceRecipe {
  readonly leader?: string | null;
  readonly names?: readonly string[];
  readonly config?: ValueMap | null;
  /** Changes of the cluster's other keys. */
  readonly changes?: Partial<Cluster>;
  /** Changes of all members, then of each by its name. */
  readonly each?: ObservedRecipe;
  readonly members?: Readonly<Record<string, ObservedRecipe>>;
  readonly etcd?: Partial<EtcdEvidence>;
  /** Instead of what etcd holds of the cluster. */
  readonly look?: ClusterLook;
  readonly rest?: Partial<Evidence>;
}

/** A healthy cluster of three, led by pg2, everybody answering and SQL not available; what matters to a test is said in it. */
export function anEvidence(recipe: EvidenceRecipe = {}): Evidence {
  const { leader = 'pg2', names = ['pg1', 'pg2', 'pg3'], config = {}, changes = {}, etcd = {} } = recipe;
  const members = names.map((name) =>
    anObservedMember(name, name === leader, recipe.each ?? {}, recipe.members?.[name] ?? {}),
  );
  const keys = members.flatMap(({ key }) => key ?? []);
  const cluster = aCluster({ leader, members: keys, config, changes });
  return {
    scope: 'demo',
    namespace: '/service/',
    group: null,
    at: AT,
    etcd: { ...healthyEtcd(), ...etcd },
    cluster: recipe.look ?? { kind: 'present', cluster, revision: 48_211 },
    brokenKeys: [],
    formerLeader: null,
    lastGoodConfig: null,
    otherScopes: [],
    otherNamespaces: [],
    members,
    balancers: [],
    before: null,
    sinceBeforeMs: null,
    ...recipe.rest,
  };
}

/** The same state seen twice, a second apart, but for what differs in the first look. */
export function seenTwice(recipe: EvidenceRecipe, first: EvidenceRecipe = {}): Evidence {
  const before = anEvidence({
    ...recipe,
    ...first,
    members: { ...recipe.members, ...first.members },
    rest: { ...recipe.rest, at: '2026-11-22T11:59:59.000Z', ...first.rest },
  });
  return anEvidence({ ...recipe, rest: { ...recipe.rest, before, sinceBeforeMs: 1000 } });
}

export function answered<T>(value: T, tookMs = 3): Look<T> {
  return { ok: true, value, tookMs };
}

/** Somebody who was asked and did not answer. */
export function unanswered<T>(code = 'agent-unreachable', message = 'no answer in 2 s'): Look<T> {
  return { ok: false, code, message, next: null, tookMs: 2000 };
}

export function anEndpoint(
  number: number,
  status: EtcdEndpointEvidence['status'] = answered(etcdStatus(number)),
): EtcdEndpointEvidence {
  return { address: `http://127.0.0.1:${2378 + number}`, status };
}

/** What PostgreSQL of a streaming replica says. */
export function someFacts(changes: Partial<ServerFacts> = {}): ServerFacts {
  return {
    inRecovery: true,
    parameters: {
      max_connections: 100,
      max_prepared_transactions: 0,
      max_locks_per_transaction: 64,
      max_wal_senders: 10,
      max_worker_processes: 8,
    },
    logicalSlots: [],
    clients: 1,
    openTransactions: 0,
    oldestTransactionAge: null,
    checkpointBytes: null,
    walSenders: [],
    timelineHistory: null,
    ...changes,
  };
}

export function aSaturation(changes: Partial<Saturation> = {}): Saturation {
  return {
    connections: 12,
    maxConnections: 100,
    reservedConnections: 3,
    holders: [],
    syncWaits: 0,
    oldestTransactionAge: null,
    archiver: null,
    walHeldBySlots: 0,
    slots: [],
    ...changes,
  };
}

function healthyEtcd(): EtcdEvidence {
  return {
    endpoints: [1, 2, 3].map((number) => anEndpoint(number)),
    alarms: [],
    members: [1, 2, 3].map((number) => ({
      id: `e${number}`,
      name: `e${number}`,
      urls: [`http://127.0.0.1:${2378 + number}`],
    })),
  };
}

function etcdStatus(number: number) {
  return {
    version: '3.5.30',
    memberId: `e${number}`,
    leaderId: 'e2',
    raftTerm: 3,
    databaseSize: 24 * 1024 ** 2,
  };
}

function anObservedMember(
  name: string,
  leads: boolean,
  each: ObservedRecipe,
  own: ObservedRecipe,
): ObservedMember {
  const recipe = { ...each, ...own };
  const key =
    recipe.key === null ? null : aMember(name, { ...(leads ? PRIMARY : {}), ...each.key, ...own.key });
  return {
    name,
    key,
    trace: null,
    lease: key === null ? null : { granted: 30, remaining: 24 },
    earlierKeys: [],
    agent: agentLook(name, leads, recipe.agent),
    facts: factsLook(leads, recipe.facts),
    saturation: recipe.saturation === undefined ? null : aSaturation(recipe.saturation),
    applyDelay: null,
    replayDelay: null,
    agentClockAhead: 0,
    sqlClockAhead: null,
    ...each.rest,
    ...own.rest,
  };
}

function agentLook(name: string, leads: boolean, recipe: ObservedRecipe['agent']): Look<MemberStatus> {
  if (recipe === null) return unanswered();
  if (isLook(recipe)) return recipe;
  const leading = { role: 'primary', position: LEADER_POSITION, ...NO_STANDBY, replication: REPLICAS };
  return answered(aStatus(name, { ...(leads ? leading : {}), ...recipe }));
}

function factsLook(leads: boolean, recipe: ObservedRecipe['facts']): Look<ServerFacts> | null {
  if (recipe === undefined) return null;
  if (recipe === null) return unanswered('sql-unreachable', 'connection refused');
  return isLook(recipe) ? recipe : answered(someFacts({ inRecovery: !leads, ...recipe }));
}

function isLook<T>(recipe: object | undefined): recipe is Look<T> {
  return recipe !== undefined && 'ok' in recipe;
}

const NO_STANDBY = { receivePosition: null, replayPosition: null, replicationState: null } as const;

const REPLICAS = ['pg1', 'pg3'].map((name) => ({ name, state: 'streaming', syncState: 'async' }));
