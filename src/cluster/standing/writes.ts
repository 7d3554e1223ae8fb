import type { Evidence, ObservedMember } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { factsOf, leaderOf, presentCluster, runsAsPrimary, statusOf } from '../findings/known.js';
import type { HistoryEntry } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';

/**
 * `unmanaged`: somebody takes them while nobody has the lock. `blocked`: commits wait for a standby that is not there.
 * `standby`: the whole cluster follows another one.
 */
export type WritesState = 'up' | 'unmanaged' | 'blocked' | 'down' | 'standby' | 'unknown';

/** Who takes writes, by all that was asked. */
interface Writes {
  readonly state: WritesState;
  /** Several if they do not agree who it is. */
  readonly via: readonly string[];
  /** Who has the lock; null if nobody has, or etcd does not tell. */
  readonly leader: string | null;
  /** Since when that member leads; null if no source holds it. */
  readonly since: LeadingSince | null;
}

interface LeadingSince {
  /** ISO 8601. */
  readonly at: string;
  /** `server-start`: it has led for at least this long, because there has been no change of leader on its timeline. */
  readonly source: 'history' | 'server-start';
}

export function describeWrites(evidence: Evidence, findings: readonly Finding[]): Writes {
  const cluster = presentCluster(evidence);
  const primaries = evidence.members.filter(runsAsPrimary);
  const via = primaries.map(({ name }) => name);
  const leader = leaderOf(evidence);
  const name = cluster?.leader?.name ?? null;
  const [only] = primaries.length === 1 ? primaries : [];
  const leading = leader ?? only ?? null;
  const since = leading === null ? null : leadingSince(leading, historyOf(evidence));
  const described = { leader: name, since, via };
  if (isStandbyCluster(configOf(evidence)) && primaries.length === 0) {
    return { ...described, state: leader === null ? 'unknown' : 'standby', via: name === null ? [] : [name] };
  }
  if (primaries.length > 0) {
    if (cluster !== null && cluster.leader === null) return { ...described, since: null, state: 'unmanaged' };
    const isBlocked = findings.some(({ code }) => code === 'sync-strict-no-standby');
    return { ...described, state: isBlocked ? 'blocked' : 'up' };
  }
  return {
    ...described,
    since: null,
    state: cluster === null || leader !== null ? stateOf(evidence, leader) : 'down',
  };
}

/** Nobody says that it takes writes; is it known that nobody does? */
function stateOf({ members }: Evidence, leader: ObservedMember | null): WritesState {
  const asked = leader === null ? members : [leader];
  return asked.length > 0 && asked.every(isKnownStandby) ? 'down' : 'unknown';
}

/** By its own word, or because nothing listens where its PostgreSQL was. */
function isKnownStandby(member: ObservedMember): boolean {
  const facts = factsOf(member);
  if (facts !== null) return facts.inRecovery;
  return statusOf(member) !== null;
}

function historyOf({ cluster }: Evidence): readonly HistoryEntry[] {
  return cluster.kind === 'present' || cluster.kind === 'stale' ? cluster.cluster.history : [];
}

function configOf({ cluster }: Evidence) {
  return cluster.kind === 'present' || cluster.kind === 'stale' ? cluster.cluster.config : null;
}

/** A timeline has one primary only: who is on it since it began has led since then. */
function leadingSince(member: ObservedMember, history: readonly HistoryEntry[]): LeadingSince | null {
  const status = statusOf(member);
  const timeline = status?.timeline ?? member.key?.timeline ?? null;
  const last = history.at(-1);
  if (last === undefined) {
    const startedAt = timeline === 1 ? (status?.startedAt ?? null) : null;
    return startedAt === null ? null : { at: startedAt, source: 'server-start' };
  }
  const isOfThis = timeline !== null && timeline === last.timeline + 1;
  return isOfThis && last.at !== null ? { at: last.at, source: 'history' } : null;
}
