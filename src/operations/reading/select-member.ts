import { divergedWords } from '../../cluster/divergence/describe-divergence.js';
import { divergenceByKeys } from '../../cluster/divergence/judge-divergence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { type MemberRole, membersWithRole } from '../../cluster/model/member-selection.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { type PlacedCluster, selectClusters } from './select-clusters.js';
import { didYouMean } from './unknown-member.js';
import { noCluster, unknownScope } from './unknown-scope.js';

export { MEMBER_ROLES } from '../../cluster/model/member-selection.js';

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
  /** That it has diverged, or may have. */
  readonly warnings: readonly Problem[];
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

/**
 * The first match in the order of groups and names (ctl.py, get_any_member); null if there is none. Who is chosen by role has the data
 * of the cluster: a member that has diverged answers only to its name.
 */
export function selectMember(
  { clusters }: Candidates,
  { role, member: name }: MemberRequest,
): SelectedMember | null {
  for (const candidate of clusters) {
    const { cluster } = candidate;
    const member =
      name === null
        ? firstWithData(cluster, role ?? 'leader')
        : cluster.members.find((each) => each.name === name);
    if (member !== undefined) return { ...candidate, member, warnings: warnOfDivergence(cluster, member) };
  }
  return null;
}

function firstWithData(cluster: Cluster, role: MemberRole): Member | undefined {
  const suitable = membersWithRole(cluster, role);
  const verdicts = new Map(suitable.map((member) => [member, divergenceByKeys(cluster, member).verdict]));
  return (
    suitable.find((member) => divergedWords({ verdict: verdicts.get(member) ?? 'sound' }) === null) ??
    suitable.find((member) => verdicts.get(member) !== 'diverged')
  );
}

/** Those that must not be asked for what the cluster has, a warning for each. */
export function divergedIn(cluster: Cluster): readonly Problem[] {
  return cluster.members.flatMap((member) =>
    warnOfDivergence(cluster, member).filter(({ code }) => code === 'diverged'),
  );
}

function warnOfDivergence(cluster: Cluster, member: Member): readonly Problem[] {
  const { verdict, seen } = divergenceByKeys(cluster, member);
  const words = divergedWords({ verdict });
  if (words === null) return [];
  const message = `${member.name} ${words}: it ${seen}. What it tells need not be what the cluster has`;
  return [{ code: verdict, message, subject: member.name, next: null }];
}

/** What to tell when there is no such member: a name that is nobody's, or a role that nobody has. */
export function noSuchMember({ scope, clusters }: Candidates, request: MemberRequest): Problem {
  const place = { scope, group: request.group };
  const members = clusters.flatMap(({ cluster }) => cluster.members);
  const names = members.map(({ name }) => name);
  if (request.member === null) {
    const role = request.role ?? 'leader';
    const others = clusters.flatMap(({ cluster }) => membersWithRole(cluster, role));
    if (others.length > 0) {
      const message = `no member of ${scope} with the role ${role} has the data of the cluster: ${others.map(({ name }) => `${name} has diverged`).join(', ')}`;
      return { code: 'diverged', message, subject: scope, next: ctl('status', place) };
    }
    const leaders = clusters.flatMap(({ cluster }) => cluster.leader ?? []);
    const message =
      leaders.length === 0
        ? `${scope} has no leader at the moment`
        : `no member of ${scope} has the role ${role}`;
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

/** Several addresses at once are none that can be asked, and are shown as they are published. */
export function withoutAddress({ name, host }: Member): Problem {
  const message =
    host === null
      ? `${name} has published no address of its PostgreSQL`
      : `${name} has published ${host} for its PostgreSQL, which is not one address`;
  return { code: 'no-address', message, subject: name, next: null };
}
