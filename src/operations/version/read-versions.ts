import type { Formation } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { formatPostgresVersion } from '../../cluster/model/versions.js';
import type { Problem } from '../../errors.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import { unknownMember } from '../reading/unknown-member.js';
import { unknownGroup, unknownScope } from '../reading/unknown-scope.js';
import { done, type Report } from '../report.js';

/** The versions of the program that runs. */
export interface OwnVersions {
  readonly ctl: string;
  readonly node: string;
}

export interface VersionsRequest {
  readonly own: OwnVersions;
  readonly scope: string;
  /** Null for all members, of all groups of a Citus cluster. */
  readonly group: number | null;
  /** Empty for all. */
  readonly members: readonly string[];
}

export interface VersionsReport extends Report, OwnVersions {
  /** Null if no cluster was named. */
  readonly scope: string | null;
  readonly namespace: string | null;
  readonly members: readonly MemberVersions[] | null;
}

export interface MemberVersions {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly name: string;
  readonly apiUrl: string | null;
  readonly reachable: boolean;
  /** Null if the agent gave no answer. */
  readonly patroniVersion: string | null;
  /** Such as `15.20`; null if PostgreSQL is down. */
  readonly postgresVersion: string | null;
  /** `server_version_num`, such as 150020. */
  readonly serverVersion: number | null;
  readonly problem: Problem | null;
  readonly source: 'agent';
  /** Seconds; the agents were asked just now. */
  readonly age: 0 | null;
}

export function readOwnVersions(own: OwnVersions): VersionsReport {
  return { ...done(), ...own, scope: null, namespace: null, members: null };
}

/** Asks the agents of a cluster, all at once. A wrong name fails before any is asked. */
export async function readVersions(
  dcs: Dcs,
  agents: Agents,
  { own, scope, group, members: names }: VersionsRequest,
): Promise<VersionsReport> {
  const { formation, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, { command: 'version', group });
  const found = membersOf(scope, formation, group);
  const known = found.map(({ member }) => member.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownMember(scope, unknown, known);
  const asked = found.filter(({ member }) => names.length === 0 || names.includes(member.name));
  const members = await Promise.all(asked.map((each) => readMember(agents, scope, each)));
  return { ...verdictOf(members), warnings, ...own, scope, namespace: dcs.namespace, members };
}

interface GroupMember {
  readonly group: number | null;
  readonly member: Member;
}

function membersOf(scope: string, { cluster, groups }: Formation, group: number | null): GroupMember[] {
  if (group !== null && !groups.has(group)) throw unknownGroup(scope, group, [...groups.keys()]);
  const clusters = [...groups].filter(([number]) => group === null || number === group);
  const own = cluster === null || group !== null ? [] : [[null, cluster] as const];
  return [...own, ...clusters].flatMap(([number, { members }]) =>
    members.map((member) => ({ group: number, member })),
  );
}

async function readMember(
  agents: Agents,
  scope: string,
  { group, member }: GroupMember,
): Promise<MemberVersions> {
  const { name, apiUrl } = member;
  const answer = await agents.readStatus({ scope, name, apiUrl });
  const status = answer.ok ? answer.value : null;
  const serverVersion = status?.serverVersion ?? null;
  return {
    group,
    name,
    apiUrl,
    reachable: answer.ok,
    patroniVersion: status?.patroniVersion ?? null,
    postgresVersion: serverVersion === null ? null : formatPostgresVersion(serverVersion),
    serverVersion,
    problem: answer.ok ? null : answer.problem,
    source: 'agent',
    age: answer.ok ? 0 : null,
  };
}

/** All silent is a failure of its own; the code is theirs if they have the same. */
function verdictOf(members: readonly MemberVersions[]): Report {
  const errors = members.flatMap(({ problem }) => problem ?? []);
  if (errors.length === 0) return done();
  const codes = new Set(errors.map(({ code }) => code));
  const [only = 'agent-unreachable'] = codes.size === 1 ? codes : [];
  const outcome = errors.length < members.length ? 'partial' : 'unreachable';
  return { outcome, code: only, warnings: [], errors };
}
