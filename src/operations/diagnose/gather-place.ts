import type {
  BalancerEvidence,
  ClusterLook,
  EtcdEvidence,
  Evidence,
  KeyLease,
  ObservedMember,
} from '../../cluster/evidence/evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { compareNames, type Member } from '../../cluster/model/member.js';
import { Failure } from '../../errors.js';
import { readDrainNotes } from '../haproxy/drain-notes.js';
import { lookAtBalancers } from '../haproxy/look-at-balancers.js';
import type { ClusterPlace, ScopeReading } from '../ports/dcs-ports.js';
import type { PlacedCluster } from '../reading/select-clusters.js';
import type { AskedMembers } from './ask-member.js';
import type { DiagnosePorts, EarlierReading } from './diagnose-ports.js';
import { configuredMember, recall, remember } from './last-seen.js';
import { traceMembers } from './traced-members.js';

/** What is common to the clusters of one scope. */
export interface ScopeGathering {
  readonly ports: DiagnosePorts;
  readonly scope: string;
  /** ISO 8601. */
  readonly at: string;
  readonly asked: AskedMembers;
  readonly etcd: Promise<EtcdEvidence>;
}

/** A cluster as it was read; null if there is none, or nothing could be read. */
export interface GatheredPlace extends Omit<PlacedCluster, 'cluster'> {
  readonly cluster: Cluster | null;
  readonly reading: ScopeReading | null;
}

const BALANCER_MS = 1500;

/** One cluster by all that can be asked about it: its keys of now and before, its members, its balancers. */
export async function gatherPlace(gathering: ScopeGathering, place: GatheredPlace): Promise<Evidence> {
  const { ports, scope, at, etcd } = gathering;
  const { group, cluster, reading } = place;
  const where: ClusterPlace = { scope, group };
  const earlier = readEarlier(ports, where, reading);
  const members = observeMembers(gathering, place, earlier);
  const certain = reading?.consistency === 'linearizable' ? reading : null;
  const absent = certain !== null && cluster === null;
  const [etcdEvidence, observed, before, balancers, others] = await Promise.all([
    etcd,
    members,
    earlier,
    readBalancers(ports, where, cluster),
    absent ? elsewhere(ports, scope) : NOWHERE,
  ]);
  if (certain !== null && cluster !== null) {
    const known = observed.flatMap(({ key, trace }) => key ?? trace?.lastKey ?? []);
    await remember(ports.lastSeen, where, { revision: certain.revision, members: known });
  }
  return {
    scope,
    namespace: ports.dcs.namespace,
    group,
    at,
    etcd: etcdEvidence,
    cluster: clusterLook(place),
    brokenKeys: brokenKeys(ports.dcs.namespace, where, reading),
    formerLeader: cluster?.leader === null ? lastLeader(before) : null,
    lastGoodConfig: cluster !== null && cluster.config === null ? lastConfig(before) : null,
    ...others,
    members: [...observed].sort(compareNames),
    balancers,
    before: null,
    sinceBeforeMs: null,
  };
}

const NO_LEASES: ReadonlyMap<string, KeyLease | 'none'> = new Map();

const NOWHERE = { otherScopes: [], otherNamespaces: [] };

function readEarlier(
  ports: DiagnosePorts,
  where: ClusterPlace,
  reading: ScopeReading | null,
): Promise<readonly EarlierReading[]> {
  return reading === null ? Promise.resolve([]) : ports.keyTraces.readEarlier(where, reading.revision);
}

/** Those with a key at once, the others as soon as it is known who they are. */
async function observeMembers(
  { ports, scope, asked }: ScopeGathering,
  { group, cluster, reading }: GatheredPlace,
  earlier: Promise<readonly EarlierReading[]>,
): Promise<readonly ObservedMember[]> {
  const where: ClusterPlace = { scope, group };
  const keys = cluster?.members ?? [];
  // Only a quorum knows of leases.
  const leases = reading?.consistency === 'linearizable' ? ports.keyTraces.readLeases(where) : NO_LEASES;
  const registered = keys.map(async (key): Promise<ObservedMember> => {
    const [answers, lease, before] = await Promise.all([asked.ask(key), leases, earlier]);
    const earlierKeys = keysOf(key.name, before);
    return { ...answers, name: key.name, key, trace: null, lease: lease.get(key.name) ?? null, earlierKeys };
  });
  const lastSeen =
    reading === null
      ? ((await recall(ports.lastSeen, where)) ?? configuredMember(ports.settings.ownMember, where))
      : null;
  const before = await earlier;
  const traced = traceMembers({ cluster, earlier: before, lastSeen }).map(
    async (member): Promise<ObservedMember> => {
      const { name, trace } = member;
      const answers = await asked.ask(member);
      return { ...answers, name, key: null, trace, lease: null, earlierKeys: keysOf(name, before) };
    },
  );
  return Promise.all([...registered, ...traced]);
}

function clusterLook({ cluster, reading }: GatheredPlace): ClusterLook {
  if (reading === null)
    return { kind: 'unread', code: 'dcs-unreachable', message: 'etcd does not answer', next: null };
  const { revision } = reading;
  return cluster === null ? { kind: 'absent', revision } : { kind: 'present', cluster, revision };
}

/** By their names within the cluster. */
function brokenKeys(namespace: string, { scope, group }: ClusterPlace, reading: ScopeReading | null) {
  const prefix = `${namespace}${scope}/${group === null ? '' : `${group}/`}`;
  return (reading?.warnings ?? []).flatMap(({ subject, message }) =>
    subject?.startsWith(prefix) ? [{ key: subject.slice(prefix.length), message }] : [],
  );
}

/** Each value once, the oldest first. */
function keysOf(name: string, earlier: readonly EarlierReading[]): Member[] {
  const found = new Map<number, Member>();
  for (const { cluster } of earlier) {
    const key = cluster.members.find((member) => member.name === name);
    if (key !== undefined) found.set(key.revision, key);
  }
  return [...found.values()].sort((a, b) => a.revision - b.revision);
}

function lastLeader(earlier: readonly EarlierReading[]): Evidence['formerLeader'] {
  const reading = earlier.find(({ cluster }) => cluster.leader !== null);
  const leader = reading?.cluster.leader ?? null;
  return reading === undefined || leader === null ? null : { name: leader.name, revision: reading.revision };
}

function lastConfig(earlier: readonly EarlierReading[]): number | null {
  return earlier.find(({ cluster }) => cluster.config !== null)?.cluster.config?.revision ?? null;
}

/** The balancers of the settings that stand in front of the cluster, and what `ctl` has taken out of them. */
async function readBalancers(
  { settings, balancers, notes }: DiagnosePorts,
  place: ClusterPlace,
  cluster: Cluster | null,
): Promise<readonly BalancerEvidence[]> {
  const own = settings.balancers.filter(({ scope, stats }) => scope === place.scope && stats !== null);
  if (own.length === 0) return [];
  const noted = cluster === null ? { drained: [] } : await readDrainNotes(notes, place);
  return lookAtBalancers(balancers, own, { scope: place.scope, cluster, notes: noted.drained }, BALANCER_MS);
}

/** Where a cluster that is not where it should be may be instead, as far as that may be read. */
async function elsewhere(
  { dcs, keyTraces }: Pick<DiagnosePorts, 'dcs' | 'keyTraces'>,
  scope: string,
): Promise<Pick<Evidence, 'otherScopes' | 'otherNamespaces'>> {
  const [scopes, otherNamespaces] = await Promise.all([
    dcs.findScopes().catch((thrown: unknown) => {
      if (thrown instanceof Failure) return [];
      throw thrown;
    }),
    keyTraces.findNamespaces(scope),
  ]);
  const otherScopes = scopes.map((each) => each.scope).filter((name) => name !== scope);
  return { otherScopes, otherNamespaces };
}
