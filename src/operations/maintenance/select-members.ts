import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { type MemberRole, membersWithRole } from '../../cluster/model/member-selection.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { type ClusterReport, describeCluster } from '../listing/list-members.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Questions } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import { selectClusters } from '../reading/select-clusters.js';
import { unknownMember } from '../reading/unknown-member.js';
import { noCluster, unknownScope } from '../reading/unknown-scope.js';
import { again, type TypedWords } from '../typed-words.js';

/** What is done to the members, in patronictl's words. */
type MemberAction = 'restart' | 'reload' | 'reinitialize' | 'flush';

/** Members as they were typed. */
export interface MembersRequest {
  readonly scope: string | null;
  /** Citus group; without it the members of all groups count. */
  readonly group: number | null;
  readonly citus: boolean;
  /** Empty for all that have the role. */
  readonly names: readonly string[];
  readonly role: MemberRole;
  readonly action: MemberAction;
  /** The command, for hints. */
  readonly command: string;
  readonly typed: TypedWords;
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
  readonly dryRun: boolean;
}

/** A member with the cluster, or Citus group, that it belongs to. */
export interface SelectedMember {
  readonly group: number | null;
  readonly cluster: Cluster;
  readonly member: Member;
}

export interface SelectedMembers {
  readonly scope: string;
  readonly revision: number;
  readonly members: readonly SelectedMember[];
  readonly warnings: readonly Problem[];
}

export interface MembersPorts {
  readonly dcs: Dcs;
  readonly clock: Clock;
  readonly questions: Questions;
}

/** The topology that the choice was made from, to be shown before anything is asked. */
export interface TopologyEvent {
  readonly kind: 'topology';
  readonly at: string;
  readonly clusters: readonly ClusterReport[];
}

/**
 * The members that are meant, by patronictl's rules (ctl.py, get_members); unlike there one wrong name among several fails before
 * anything is touched.
 */
export async function selectMembers(
  { dcs, clock }: MembersPorts,
  request: MembersRequest,
  tell: (event: TopologyEvent) => void,
): Promise<SelectedMembers> {
  const { scope, role, names } = request;
  if (scope === null) throw noCluster(request);
  const { formation, revision, consistency, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, request);
  const placed = selectClusters(scope, formation, request);
  const clusters = placed.map(({ group, cluster }) => ({
    scope,
    namespace: dcs.namespace,
    group,
    revision,
    consistency,
    ...describeCluster(cluster, clock.now()),
  }));
  tell({ kind: 'topology', at: clock.now().toISOString(), clusters });
  const withRole = placed.flatMap(({ group, cluster }) =>
    membersWithRole(cluster, role).map((member): SelectedMember => ({ group, cluster, member })),
  );
  const all = placed.flatMap(({ cluster }) => cluster.members.map(({ name }) => name));
  if (names.length === 0 && withRole.length === 0)
    throw noMembers({ scope, group: request.group }, role, all.length === 0);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw unknownMember(scope, unknown, all);
  const misfit = names.find((name) => !withRole.some(({ member }) => member.name === name));
  if (misfit !== undefined) throw wrongRole(misfit, role);
  const members = withRole.filter(({ member }) => names.length === 0 || names.includes(member.name));
  return { scope, revision, members, warnings };
}

/** patronictl's closing question; who is not asked has agreed. */
export async function confirmMembers(
  { questions }: Pick<MembersPorts, 'questions'>,
  { action, unattended, dryRun }: MembersRequest,
  members: readonly SelectedMember[],
): Promise<void> {
  if (unattended || dryRun) return;
  const names = members.map(({ member }) => member.name).join(', ');
  const isSure = await questions.confirm(`Are you sure you want to ${action} members ${names}?`, '--yes');
  if (!isSure) throw new Failure('cancelled', 'cancelled', `Aborted ${action}`);
}

/** Nobody is asked half of the questions: without anybody who answers it ends before any work. */
export async function demandAnswers(
  { questions }: Pick<MembersPorts, 'questions'>,
  request: Pick<MembersRequest, 'unattended' | 'dryRun' | 'command' | 'scope' | 'group' | 'typed'>,
): Promise<void> {
  if (request.unattended || request.dryRun || (await questions.canAsk())) return;
  const message = 'nobody can be asked, because standard input is at its end; give --yes';
  const next = again(request.command, request, request.typed, { yes: true });
  throw new Failure('usage', 'no-answer', message, { subject: '--yes', next });
}

function noMembers(place: ClusterPlace, role: MemberRole, isEmpty: boolean): Failure {
  const message = isEmpty
    ? `${place.scope} cluster doesn't have any members`
    : `${place.scope} cluster doesn't have any members with the role ${role}`;
  return new Failure('refused', 'no-members', message, { subject: place.scope, next: ctl('list', place) });
}

function wrongRole(name: string, role: MemberRole): Failure {
  const message = `No ${role} among provided members: ${name} has another role`;
  return new Failure('refused', 'wrong-role', message, { subject: name });
}

/** Results of what runs at the same time, told in the given order, each as soon as those before it are there. */
export async function inOrder<T>(running: readonly Promise<T>[], tell: (value: T) => void): Promise<T[]> {
  // A failure while an earlier one is awaited must not become an unhandled rejection.
  const all = Promise.all(running);
  all.catch(() => {});
  for (const each of running) tell(await each);
  return all;
}
