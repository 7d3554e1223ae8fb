import type { Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Look } from '../../cluster/evidence/look.js';
import { heartbeatAge, positionOf, runsAsPrimary, statusOf } from '../../cluster/findings/known.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { formatLsn, type Lsn, lagBehind } from '../../cluster/model/lsn.js';
import type { Member } from '../../cluster/model/member.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { type Positions, positionsOf } from '../../cluster/model/positions.js';
import { displayedRole, displayedState } from '../../cluster/model/role.js';
import type { StatusAnswer, StatusMember } from './status-report.js';

/** One row: each source for itself where they may disagree, and the newest where they only differ in age. */
export function describeMember(evidence: Evidence, member: ObservedMember): StatusMember {
  const cluster = knownCluster(evidence);
  const { name, key, trace, agent, facts, lease } = member;
  const address = key ?? trace?.lastKey ?? null;
  return {
    name,
    registered: evidence.cluster.kind === 'present' ? key !== null : null,
    host: address?.host ?? null,
    port: address?.port ?? null,
    apiUrl: address?.apiUrl ?? null,
    roles: {
      dcs:
        cluster !== null && (key !== null || cluster.leader?.name === name)
          ? displayedRole(cluster, name)
          : null,
      agent: statusOf(member)?.role ?? null,
      sql: facts?.ok ? (facts.value.inRecovery ? 'read-only' : 'read-write') : null,
    },
    agent: answerOf(agent),
    sql: answerOf(facts),
    ...figures(evidence, cluster, member),
    replayDelay: member.replayDelay,
    pendingRestart: statusOf(member)?.pendingRestart ?? key?.pendingRestart ?? false,
    patroniVersion: statusOf(member)?.patroniVersion ?? address?.patroniVersion ?? null,
    heartbeatAge: heartbeatAge(member),
    keyExpiresIn: lease === null || lease === 'none' ? null : lease.remaining,
    trace: trace === null ? null : { sources: trace.sources, revision: trace.lastRevision },
  };
}

export function knownCluster({ cluster }: Evidence): Cluster | null {
  return cluster.kind === 'present' || cluster.kind === 'stale' ? cluster.cluster : null;
}

/** The furthest that anybody knows the leader to have written. */
function leaderPosition(evidence: Evidence): Lsn | null {
  const cluster = knownCluster(evidence);
  const holder = evidence.members.find(({ name }) => name === cluster?.leader?.name);
  const leader = cluster === null ? evidence.members.find(runsAsPrimary) : holder;
  const live = leader === undefined ? null : positionOf(leader);
  const stored = cluster?.status.position ?? null;
  return live === null && stored === null ? null : Math.max(live ?? 0, stored ?? 0);
}

type Figures = Pick<
  StatusMember,
  'state' | 'source' | 'age' | 'timeline' | 'receiveLsn' | 'receiveLag' | 'replayLsn' | 'replayLag'
>;

function figures(evidence: Evidence, cluster: Cluster | null, member: ObservedMember): Figures {
  const status = statusOf(member);
  const end = leaderPosition(evidence);
  if (status !== null) {
    const { state, replicationState, timeline, role } = status;
    const replicates = replicationState ?? (isStreamedTo(evidence, member.name) ? 'streaming' : null);
    const isRunning = role !== 'primary' && state === 'running';
    const told = { state: (isRunning ? replicates : null) ?? state, timeline };
    return {
      ...told,
      source: 'agent',
      age: 0,
      ...lags(status.role === 'primary' ? NONE : live(status), end),
    };
  }
  const { key } = member;
  if (key === null || cluster === null) return NOTHING;
  const state = displayedState(key, displayedRole(cluster, key.name)) || null;
  const positions = stored(cluster, key);
  return { state, source: 'dcs', age: heartbeatAge(member), timeline: key.timeline, ...lags(positions, end) };
}

/** As reported by the server it streams from; before Patroni 3.0.4 a member does not report it itself. */
function isStreamedTo({ members }: Evidence, name: string): boolean {
  const connections = members.flatMap((member) => statusOf(member)?.replication ?? []);
  return connections.some((each) => each.name === name && each.state === 'streaming');
}

type Received = Pick<Positions, 'receiveLsn' | 'replayLsn'>;

const NONE: Received = { receiveLsn: null, replayLsn: null };

function live({ receivePosition, replayPosition }: MemberStatus): Received {
  // PostgreSQL's 0/0 means that there is nothing yet.
  return { receiveLsn: receivePosition || null, replayLsn: replayPosition || null };
}

function stored(cluster: Cluster, key: Member): Received {
  return positionsOf(cluster, key);
}

function lags({ receiveLsn, replayLsn }: Received, end: Lsn | null) {
  return {
    receiveLsn: receiveLsn === null ? null : formatLsn(receiveLsn),
    receiveLag: lagBehind(end, receiveLsn),
    replayLsn: replayLsn === null ? null : formatLsn(replayLsn),
    replayLag: lagBehind(end, replayLsn),
  };
}

const NOTHING: Figures = {
  state: null,
  source: null,
  age: null,
  timeline: null,
  receiveLsn: null,
  receiveLag: null,
  replayLsn: null,
  replayLag: null,
};

function answerOf(look: Look<unknown> | null): StatusAnswer | null {
  if (look === null) return null;
  const { tookMs: milliseconds } = look;
  if (look.ok) return { answered: true, code: null, message: null, milliseconds };
  return { answered: false, code: look.code, message: look.message, milliseconds };
}
