import type { Member } from '../cluster/member.js';
import { type MemberRole, membersWithRole } from '../cluster/member-selection.js';
import { Failure, type Problem } from '../errors.js';
import { ctl } from '../formats/hint.js';
import type { Dcs } from './dcs-ports.js';
import { type PlacedCluster, selectClusters } from './select-clusters.js';
import { didYouMean } from './unknown-member.js';
import { noCluster, unknownScope } from './unknown-scope.js';

export { MEMBER_ROLES, type MemberRole } from '../cluster/member-selection.js';

/** Which member is meant: by its role, which is `leader` if nothing is said, or by its name. */
export interface MemberRequest {
  readonly scope: string | null;
  /** Citus group; without it all groups are searched, the coordinator first. */
  readonly group: number | null;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  readonly role: MemberRole | null;
  readonly member: string | null;
  /** The command, for hints. */
  readonly command: string;
}

export interface Candidates {
  readonly scope: string;
  readonly clusters: readonly PlacedCluster[];
  readonly warnings: readonly Problem[];
}

export interface SelectedMember extends PlacedCluster {
  readonly member: Member;
}

export function checkMemberRequest({ role, member }: MemberRequest): void {
  if (role !== null && member !== null) throw exclusive('--role', '--member');
}

export function exclusive(one: string, other: string): Failure {
  return new Failure('usage', 'exclusive-options', `${one} and ${other} are mutually exclusive options`);
}

/** Reads where the member is to be looked for. */
export async function readCandidates(dcs: Dcs, request: MemberRequest): Promise<Candidates> {
  const { scope } = request;
  if (scope === null) throw noCluster(request);
  const { formation, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, request);
  return { scope, clusters: selectClusters(scope, formation, request), warnings };
}

/** The first match in the order of groups and names (ctl.py, get_any_member); null if there is none. */
export function selectMember(
  { clusters }: Candidates,
  { role, member: name }: MemberRequest,
): SelectedMember | null {
  for (const candidate of clusters) {
    const { members } = candidate.cluster;
    const suitable = name === null ? membersWithRole(candidate.cluster, role ?? 'leader') : members;
    const member = suitable.find((each) => name === null || each.name === name);
    if (member !== undefined) return { ...candidate, member };
  }
  return null;
}

/** What to tell when there is no such member: a name that is nobody's, or a role that nobody has. */
export function noSuchMember({ scope, clusters }: Candidates, request: MemberRequest): Problem {
  const place = { scope, group: request.group };
  const members = clusters.flatMap(({ cluster }) => cluster.members);
  const names = members.map(({ name }) => name);
  if (request.member === null) {
    const leaders = clusters.flatMap(({ cluster }) => cluster.leader ?? []);
    const message =
      leaders.length === 0
        ? `${scope} has no leader at the moment`
        : `no member of ${scope} has the role ${request.role ?? 'leader'}`;
    return { code: 'no-suitable-member', message, subject: scope, next: ctl('list', place) };
  }
  const list = names.length === 0 ? 'it has no members' : `members: ${names.join(', ')}`;
  return {
    code: 'unknown-member',
    message: `${scope} has no member "${request.member}"; ${list}`,
    subject: request.member,
    next: didYouMean(request.member, names) ?? ctl('list', place),
  };
}

export function withoutAddress({ name }: Member): Problem {
  const message = `${name} has published no address of its PostgreSQL`;
  return { code: 'no-address', message, subject: name, next: null };
}
