import { entryOf } from '../../formats/json.js';
import type { Evidence, ObservedMember } from '../evidence/evidence.js';
import type { Look } from '../evidence/look.js';

type Source = 'endpoints' | 'read' | 'keys' | 'alarms' | 'members' | 'agents' | 'sql' | 'balancers';

/** What a check looks at; those that are not named look at the keys of the cluster. */
export const SOURCES: Readonly<Record<string, readonly Source[]>> = {
  'dcs-unreachable': [],
  'dcs-endpoint-silent': [],
  'dcs-no-quorum': ['endpoints'],
  'dcs-auth': ['endpoints'],
  'dcs-tls': ['endpoints'],
  'dcs-alarm': ['alarms'],
  'wrong-namespace': ['read'],
  'agent-auth': ['members'],
  'agent-tls': ['members'],
  'member-silent': ['keys'],
  'agent-is-someone-else': ['members', 'agents'],
  'failsafe-active': ['members', 'agents'],
  'unmanaged-primary': ['members', 'agents'],
  'duplicate-name': ['members', 'agents'],
  'wrong-system-id': ['members', 'agents'],
  'clock-skew': ['members', 'agents'],
  'version-skew': ['members', 'agents'],
  saturation: ['members', 'sql'],
  'slot-holds-wal': ['keys', 'sql'],
  'slots-not-failover-safe': ['keys', 'sql'],
};

const KEYS: readonly Source[] = ['keys'];
const BALANCERS: readonly Source[] = ['balancers'];

/** Why a check that found nothing proves nothing, or not for everybody; null if all that it looks at was there. */
export function uncheckedBecause(code: string, evidence: Evidence): string | null {
  const sources = entryOf(SOURCES, code) ?? (code.startsWith('haproxy-') ? BALANCERS : KEYS);
  return sources.map((source) => missing(source, evidence)).find((why) => why !== null) ?? null;
}

function missing(source: Source, evidence: Evidence): string | null {
  switch (source) {
    case 'endpoints':
      return evidence.etcd.endpoints.some(({ status }) => status.ok) ? null : 'no endpoint of etcd answered';
    case 'read':
      return evidence.cluster.kind === 'absent' ? null : KINDS[evidence.cluster.kind];
    case 'keys':
      return KINDS[evidence.cluster.kind];
    case 'members':
      return evidence.members.length === 0 ? 'no member is known' : null;
    case 'alarms':
      return evidence.etcd.alarms === null ? 'etcd did not report its alarms' : null;
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
  const names = members.filter((member) => lookOf(member)?.ok !== true).map(({ name }) => name);
  return names.length === 0 ? null : `${what} of ${names.join(', ')} did not answer`;
}
