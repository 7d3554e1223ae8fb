import type { Evidence, Look, ObservedMember } from './evidence.js';

type Source = 'keys' | 'agents' | 'sql' | 'alarms' | 'balancers';

/** What a check looks at; those that are not named look at the keys of the cluster. */
const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  'dcs-unreachable': [],
  'dcs-endpoint-silent': [],
  'dcs-no-quorum': [],
  'dcs-auth': [],
  'dcs-tls': [],
  'wrong-namespace': [],
  'dcs-alarm': ['alarms'],
  'agent-auth': [],
  'agent-tls': [],
  'failsafe-active': ['agents'],
  'member-silent': [],
  'unmanaged-primary': ['agents'],
  'duplicate-name': ['agents'],
  'wrong-system-id': ['agents'],
  'clock-skew': ['agents'],
  'version-skew': ['agents'],
  saturation: ['sql'],
  'slot-holds-wal': ['keys', 'sql'],
  'slots-not-failover-safe': ['keys', 'sql'],
  'haproxy-left-drained': ['balancers'],
};

const KEYS: readonly Source[] = ['keys'];

/** Why a check that found nothing proves nothing, or not for everybody; null if all that it looks at was there. */
export function uncheckedBecause(code: string, evidence: Evidence): string | null {
  const sources = SOURCES[code] ?? KEYS;
  return sources.map((source) => missing(source, evidence)).find((why) => why !== null) ?? null;
}

function missing(source: Source, evidence: Evidence): string | null {
  switch (source) {
    case 'keys':
      return KINDS[evidence.cluster.kind];
    case 'alarms':
      return evidence.etcd.alarms === null ? 'etcd did not tell its alarms' : null;
    case 'agents':
      return silent('the agent', evidence.members, ({ agent }) => agent);
    case 'sql':
      return silent('PostgreSQL', evidence.members, ({ facts }) => facts);
    case 'balancers':
      return evidence.balancers.length === 0 ? 'no HAProxy is configured (ctl.haproxy)' : null;
  }
}

const KINDS: Readonly<Record<Evidence['cluster']['kind'], string | null>> = {
  present: null,
  stale: 'etcd has no quorum',
  absent: 'etcd holds no such cluster',
  unread: 'etcd could not be read',
};

function silent(
  what: string,
  members: readonly ObservedMember[],
  lookOf: (member: ObservedMember) => Look<unknown> | null,
): string | null {
  if (members.length === 0) return 'no member is known';
  const names = members.filter((member) => lookOf(member)?.ok !== true).map(({ name }) => name);
  return names.length === 0 ? null : `${what} of ${names.join(', ')} did not answer`;
}
