import type { MemberRole } from '../../cluster/model/member-selection.js';

/** libpq's `target_session_attrs`; `prefer-standby` since PostgreSQL 14. */
export type SessionAttribute = 'read-write' | 'prefer-standby' | 'any';

/** What libpq has to look for to end at a member with the role; null if it cannot. */
export function sessionAttributeFor(role: MemberRole, standbyCluster: boolean): SessionAttribute | null {
  switch (role) {
    case 'leader':
    case 'primary':
      return standbyCluster ? null : 'read-write';
    case 'standby-leader':
      return null;
    case 'any':
      return 'any';
    default:
      return 'prefer-standby';
  }
}

/** One URI for psql and every other libpq program, which tries the members in this order. */
export function multiHostUri(
  members: readonly { readonly host: string; readonly port: number }[],
  attribute: SessionAttribute,
): string {
  const hosts = members.map(({ host, port }) => `${uriHost(host)}:${port}`).join(',');
  return `postgresql://${hosts}/postgres?target_session_attrs=${attribute}`;
}

/** An IPv6 address stands in brackets. */
function uriHost(host: string): string {
  return host.includes(':') ? `[${host.replace('%', '%25')}]` : encodeURIComponent(host);
}
