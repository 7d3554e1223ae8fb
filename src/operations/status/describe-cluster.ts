import type { BalancerEvidence, EtcdEvidence, Evidence } from '../../cluster/evidence/evidence.js';
import { currentTimeline, type HistoryEntry } from '../../cluster/model/cluster.js';
import { isPaused } from '../../cluster/model/dynamic-config.js';
import type { PauseState } from '../../cluster/pause/pause-state.js';
import { describeWrites } from '../../cluster/standing/writes.js';
import type { Diagnosis } from '../diagnose/diagnose.js';
import { describeMember, knownCluster } from './describe-member.js';
import type {
  StatusBalancer,
  StatusCluster,
  StatusDcs,
  StatusEndpoint,
  StatusWrites,
} from './status-report.js';

const DAY_MS = 86_400_000;

const UNKNOWN = { version: null, memberId: null, databaseSize: null } as const;

/** A diagnosis as `status` tells it. */
export function describeCluster(diagnosis: Diagnosis, pause: PauseState | null): StatusCluster {
  const { evidence, findings, verdict, forecast } = diagnosis;
  const { scope, namespace, group, at } = evidence;
  const cluster = knownCluster(evidence);
  const members = evidence.members.map((member) => describeMember(evidence, member));
  const timelines = members.flatMap(({ timeline }) => timeline ?? []);
  return {
    scope,
    namespace,
    group,
    at,
    verdict,
    systemIdentifier: systemIdentifierOf(diagnosis),
    timeline:
      timelines.length > 0 ? Math.max(...timelines) : cluster === null ? null : currentTimeline(cluster),
    writes: writesOf(diagnosis),
    paused: cluster === null ? null : isPaused(cluster.config),
    pause,
    forecast,
    dcs: describeDcs(evidence),
    balancers: evidence.balancers.map(describeBalancer),
    members,
    saturation: saturationOf(diagnosis),
    findings,
  };
}

function systemIdentifierOf({ evidence }: Diagnosis): string | null {
  const initialization = knownCluster(evidence)?.initialization;
  if (initialization?.state === 'initialized') return initialization.systemIdentifier;
  const told = evidence.members.flatMap(({ agent }) =>
    agent?.ok ? (agent.value.systemIdentifier ?? []) : [],
  );
  return told[0] ?? null;
}

function writesOf({ evidence, findings }: Diagnosis): StatusWrites {
  const { state, via, leader, since } = describeWrites(evidence, findings);
  const now = Date.parse(evidence.at);
  const history = knownCluster(evidence)?.history ?? null;
  const begun = since === null ? Number.NaN : Date.parse(since.at);
  return {
    state,
    via,
    leader,
    since: since?.at ?? null,
    sinceSource: since?.source ?? null,
    seconds: Number.isNaN(begun) ? null : Math.max(0, Math.round((now - begun) / 1000)),
    changesLastDay: history === null ? null : history.filter((entry) => isOfLastDay(entry, now)).length,
    changes: history?.length ?? null,
  };
}

function isOfLastDay({ at }: HistoryEntry, now: number): boolean {
  return at !== null && Date.parse(at) > now - DAY_MS;
}

function saturationOf({ evidence, findings }: Diagnosis): StatusCluster['saturation'] {
  const { via, leader } = describeWrites(evidence, findings);
  const member = evidence.members.find(({ name }) => name === (via[0] ?? leader));
  if (member === undefined || member.saturation === null) return null;
  return { ...member.saturation, member: member.name, source: 'sql', age: 0 };
}

function describeBalancer({ address, servers }: BalancerEvidence): StatusBalancer {
  if (!servers.ok) {
    const { code, message } = servers;
    return { address, answered: false, code, message, pools: [] };
  }
  const pools = [...new Map(servers.value.map(({ pool, purpose }) => [pool, purpose]))];
  return {
    address,
    answered: true,
    code: null,
    message: null,
    pools: pools.map(([pool, purpose]) => {
      const own = servers.value.filter((server) => server.pool === pool);
      const up = own.filter(({ isUp }) => isUp).map(({ member, server }) => member ?? server);
      return { pool, purpose, up, servers: own.length };
    }),
  };
}

/** etcd as such, and how far what it says of the cluster is of now. */
function describeDcs({ cluster, etcd }: Evidence): StatusDcs {
  const trouble = 'code' in cluster ? cluster : null;
  return {
    state: cluster.kind,
    revision: 'revision' in cluster ? cluster.revision : null,
    code: trouble?.code ?? null,
    message: trouble?.message ?? null,
    endpoints: etcd.endpoints.map(describeEndpoint),
    votingMembers: etcd.members?.length ?? null,
    leader: leaderOf(etcd),
    alarms: etcd.alarms,
  };
}

function describeEndpoint({ address, status }: EtcdEvidence['endpoints'][number]): StatusEndpoint {
  const { tookMs: milliseconds } = status;
  if (!status.ok) {
    const { code, message } = status;
    return { address, answered: false, code, message, ...UNKNOWN, milliseconds };
  }
  const { version, memberId, databaseSize } = status.value;
  return {
    address,
    answered: true,
    code: null,
    message: null,
    version,
    memberId,
    databaseSize,
    milliseconds,
  };
}

/** The one of the highest term. */
function leaderOf({ endpoints, members }: EtcdEvidence): string | null {
  const told = endpoints.flatMap(({ status }) =>
    status.ok && status.value.leaderId !== null ? [status.value] : [],
  );
  const [newest] = told.sort((a, b) => b.raftTerm - a.raftTerm);
  const id = newest?.leaderId ?? null;
  return members?.find((member) => member.id === id)?.name || id;
}
