import { ctl } from '../../formats/hint.js';
import { isFailsafeMode } from '../change-leader/shared-settings.js';
import type { Evidence, MemberTrace, ObservedMember } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Cluster } from '../model/cluster.js';
import type { Check } from './check.js';
import { factsOf, presentCluster, statusOf } from './known.js';
import { finding, listed, lookAtLog, lookAtService, remedy, seen } from './tell.js';

const DAY_MS = 86_400_000;

const WORDS: Readonly<Record<MemberTrace, string>> = {
  'leader-slot': 'the leader keeps its slot',
  failsafe: 'it is in the failsafe list',
  history: 'it has led before',
  'older-revision': 'it had a key',
  settings: 'the settings name it',
};

/** A member that has lost its key and does not answer: the cluster has less redundancy than it is meant to have. */
export const memberVanished: Check = {
  code: 'member-vanished',
  severity: 'error',
  title: 'no member of the cluster has vanished',
  find: (evidence) =>
    missingMembers(evidence).flatMap(({ member, isMissed }) => (isMissed ? [tell(evidence, member)] : [])),
};

/** What is left of a member that nobody seems to miss. */
export const orphanMember: Check = {
  code: 'orphan-member',
  severity: 'info',
  title: 'nothing is left of former members',
  find: (evidence) => [
    ...missingMembers(evidence).flatMap(({ member, isMissed }) =>
      isMissed ? [] : [tellLeft(evidence, member)],
    ),
    ...evidence.members.flatMap((member) => (member.lease === 'none' ? [tellUnleased(member)] : [])),
  ],
};

function missingMembers(
  evidence: Evidence,
): { readonly member: ObservedMember; readonly isMissed: boolean }[] {
  const cluster = presentCluster(evidence);
  if (cluster === null) return [];
  return evidence.members.flatMap((member) => {
    if (member.key !== null || statusOf(member) !== null) return [];
    // That somebody led long ago is no reason to expect it back.
    const isMentioned = (member.trace?.sources ?? []).some((source) => source !== 'history');
    const missed = isMissed(evidence, cluster, member);
    return isMentioned || missed ? [{ member, isMissed: missed }] : [];
  });
}

/**
 * The leader keeps a slot for `member_slots_ttl` and the failsafe list names members of now. An older key tells less, as etcd may keep
 * revisions for ever: it counts unless the member was stopped in order, or was gone before a reign that has lasted for a day.
 */
function isMissed({ at }: Evidence, cluster: Cluster, { name, trace, facts }: ObservedMember): boolean {
  if (facts?.ok || name === cluster.leader?.name) return true;
  const sources = trace?.sources ?? [];
  if (sources.includes('leader-slot')) return true;
  if (sources.includes('failsafe') && isFailsafeMode(cluster.config)) return true;
  if (!sources.includes('older-revision') || trace === null) return false;
  if (trace.lastKey?.state === 'stopped') return false;
  const begun = Date.parse(cluster.history.at(-1)?.at ?? '');
  const isBeforeReign = (trace.lastRevision ?? Infinity) < (cluster.leader?.revision ?? 0);
  return !(isBeforeReign && Date.parse(at) - begun > DAY_MS);
}

function tell(evidence: Evidence, member: ObservedMember): Finding {
  const { name, agent, trace } = member;
  const facts = factsOf(member);
  const sql =
    facts === null ? '' : `, its PostgreSQL answers ${facts.inRecovery ? 'read-only' : 'and takes writes'}`;
  const silence = agent === null || agent.ok ? '' : `, its agent does not answer (${agent.message})`;
  return finding('member-vanished', 'error', name, {
    message: `${name} no longer has a key in etcd${silence}${sql}${lastSeen(member)}`,
    evidence: [
      seen('dcs', `the key members/${name} is not there`),
      ...(trace?.sources ?? []).map((source) => seen('dcs', WORDS[source], null)),
      ...(facts === null ? [] : [seen('sql', `pg_is_in_recovery() is ${facts.inRecovery}`)]),
    ],
    remedies: [
      lookAtService(name),
      lookAtLog(name),
      remedy(
        'once it is started again: wait for it',
        ctl('wait', evidence, [], { for: `streaming=${name}` }),
      ),
      remedy('only if its data is no longer of use', ctl('reinit', evidence, [name])),
      remedy(
        isOnlyRemembered(member)
          ? 'if it is gone for good: this ends when etcd forgets it, at its next compaction'
          : 'if it is gone for good: this ends when the leader drops its slot, after member_slots_ttl (30min)',
      ),
    ],
  });
}

function isOnlyRemembered({ trace, facts }: ObservedMember): boolean {
  const live = (trace?.sources ?? []).filter((source) => source === 'leader-slot' || source === 'failsafe');
  return live.length === 0 && facts?.ok !== true;
}

function lastSeen({ trace }: ObservedMember): string {
  if (trace === null) return '';
  if (trace.lastRevision === null) return ` (${listed(trace.sources.map((source) => WORDS[source]))})`;
  const { lastKey, lastRevision } = trace;
  const state = lastKey?.state ?? null;
  const where = lastKey?.host ?? null;
  return `; last seen at revision ${lastRevision}${state === null ? '' : `, ${state}`}${where === null ? '' : `, at ${where}:${lastKey?.port ?? ''}`}`;
}

function tellLeft(evidence: Evidence, member: ObservedMember): Finding {
  const { name, trace } = member;
  const how = trace?.lastKey?.state === 'stopped' ? 'was stopped in order and has not come back' : 'is gone';
  return finding('orphan-member', 'info', name, {
    message: `${name} ${how}${lastSeen(member)}; if that is intended, there is nothing to do`,
    evidence: (trace?.sources ?? []).map((source) => seen('dcs', WORDS[source], null)),
    remedies: [
      lookAtService(name),
      remedy('if it comes back: wait for it', ctl('wait', evidence, [], { for: `streaming=${name}` })),
    ],
  });
}

/** A key without a lease never expires: it was written by a tool, or comes from a restored backup of etcd. */
function tellUnleased({ name }: ObservedMember): Finding {
  return finding('orphan-member', 'info', name, {
    message: `the key of ${name} has no lease: it stays when ${name} is gone`,
    evidence: [seen('dcs', `the key members/${name} has no lease`)],
    remedies: [lookAtService(name)],
  });
}
