import { isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import type { Member } from '../../cluster/model/member.js';
import type { MemberRole } from '../../cluster/model/member-selection.js';
import { type DisplayedRole, displayedRole } from '../../cluster/model/role.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { PlacedCluster } from '../reading/select-clusters.js';
import {
  type Candidates,
  checkMemberRequest,
  divergedIn,
  exclusive,
  type MemberRequest,
  noSuchMember,
  readCandidates,
  selectMember,
  withoutAddress,
} from '../reading/select-member.js';
import { done, type Report } from '../report.js';

interface DsnRequest extends MemberRequest {
  /** One URI of all members instead of the address of one. */
  readonly all: boolean;
}

export interface DsnReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** What libpq takes. */
  readonly dsn: string;
  /** The members that it names. */
  readonly members: readonly DsnMember[];
}

interface DsnMember {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly role: DisplayedRole;
}

/** libpq's `target_session_attrs`; `prefer-standby` since PostgreSQL 14. */
type SessionAttribute = 'read-write' | 'prefer-standby' | 'any';

/** Where libpq finds a member, or whichever member does. */
export async function findDsn(dcs: Dcs, request: DsnRequest): Promise<DsnReport> {
  checkMemberRequest(request);
  if (request.all && request.member !== null) throw exclusive('--all', '--member');
  const candidates = await readCandidates(dcs, request);
  return request.all ? describeAll(candidates, request) : describeOne(candidates, request);
}

function describeOne(candidates: Candidates, request: DsnRequest): DsnReport {
  const selected = selectMember(candidates, request);
  if (selected === null) throw notSuitable(noSuchMember(candidates, request));
  const member = dsnMember(selected, selected.member);
  if (member === null) throw notSuitable(withoutAddress(selected.member));
  return {
    ...done([...candidates.warnings, ...selected.warnings]),
    scope: candidates.scope,
    group: selected.group,
    dsn: `host=${member.host} port=${member.port}`,
    members: [member],
  };
}

function describeAll({ scope, clusters, warnings }: Candidates, { role, group }: DsnRequest): DsnReport {
  // Of a Citus cluster the coordinator: the groups hold different data.
  const [candidate] = clusters;
  const registered = candidate?.cluster.members ?? [];
  // A server that takes writes has what the cluster has.
  const isForWriting = ['leader', 'primary'].includes(role ?? 'leader');
  const apart = candidate === undefined || isForWriting ? [] : divergedIn(candidate.cluster);
  const all = registered.filter(({ name }) => apart.every(({ subject }) => subject !== name));
  const members = candidate === undefined ? [] : all.flatMap((each) => dsnMember(candidate, each) ?? []);
  if (candidate === undefined || members.length === 0) {
    const message = `no member of ${scope} has published an address`;
    throw notSuitable({
      code: 'no-suitable-member',
      message,
      subject: scope,
      next: ctl('list', { scope, group }),
    });
  }
  const attribute = sessionAttributeFor(role ?? 'leader', isStandbyCluster(candidate.cluster.config));
  if (attribute === null) {
    const message = 'libpq cannot look for the leader of a standby cluster: no server of it accepts writes';
    throw new Failure('refused', 'standby-cluster', message, {
      subject: scope,
      next: hint`${ctl('dsn', { scope, group }, [], { r: 'standby-leader' })}, or ${ctl('dsn', { scope, group }, [], { all: true, r: 'any' })}`,
    });
  }
  const silent = [...apart, ...all.filter((each) => each.port === null).map(withoutAddress)];
  const dsn = multiHostUri(members, attribute);
  return { ...done([...warnings, ...silent]), scope, group: candidate.group, dsn, members };
}

function dsnMember({ cluster }: PlacedCluster, { name, host, port }: Member): DsnMember | null {
  return host === null || port === null ? null : { name, host, port, role: displayedRole(cluster, name) };
}

function notSuitable({ code, message, subject, next }: Problem): Failure {
  const outcome = code === 'unknown-member' ? 'not-found' : 'refused';
  return new Failure(outcome, code, `Can not find a suitable member: ${message}`, {
    ...(subject === null ? {} : { subject }),
    ...(next === null ? {} : { next }),
  });
}

/** What libpq has to look for to end at a member with the role; null if it cannot. */
function sessionAttributeFor(role: MemberRole, standbyCluster: boolean): SessionAttribute | null {
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
function multiHostUri(
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
