import { type Cluster, clusterIn } from '../../cluster/cluster.js';
import { Failure, type Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterKeys, ClusterPlace, Dcs, Notes } from '../dcs-ports.js';
import { describeCluster } from '../list-members.js';
import type { Questions } from '../operator-ports.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import type { Agents, Clock, StateFiles } from '../ports.js';
import { noCluster, unknownGroup, unknownScope } from '../unknown-scope.js';
import { namesOf, prefixOf } from './cluster-dump.js';
import { askConfirmation, demandConfirmation } from './confirm-removal.js';
import type { RemoveReport, TellRemove } from './remove-report.js';
import { findRunning, type RunningMembers } from './running-members.js';
import { saveAndRemove } from './save-and-remove.js';

export interface RemovePorts {
  readonly dcs: Dcs;
  readonly clusterKeys: ClusterKeys;
  readonly stateFiles: StateFiles;
  readonly agents: Agents;
  readonly notes: Notes;
  readonly questions: Questions;
  readonly clock: Clock;
}

export interface RemoveRequest {
  readonly scope: string | null;
  readonly group: number | null;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  /** The name once more, instead of the questions. */
  readonly confirm: string | null;
  readonly evenIfRunning: boolean;
  readonly dryRun: boolean;
}

/** Deletes all that etcd holds of a cluster, after all of it is saved in a file. */
export async function removeCluster(
  ports: RemovePorts,
  request: RemoveRequest,
  tell: TellRemove,
): Promise<RemoveReport> {
  const { scope, dryRun, confirm } = request;
  if (scope === null) throw noCluster('remove');
  await demandConfirmation(ports.questions, scope, request);
  const subject = await readSubject(ports, scope, request, tell);
  const { cluster, place } = subject;
  const running = await findRunning(ports.agents, scope, cluster);
  const before = await ports.clusterKeys.readAll(place);
  const prefix = prefixOf(ports.dcs.namespace, place);
  tell({ kind: 'plan', prefix, keys: namesOf(before.keys, prefix) });
  const report = reportOf(ports, request, subject, running, namesOf(before.keys, prefix));
  const refusal = request.evenIfRunning ? null : refuseRunning(running, scope);
  if (refusal !== null) return { ...report, outcome: 'refused', code: refusal.code, errors: [refusal] };
  if (dryRun) return report;
  if (confirm === null) await askConfirmation(ports.questions, scope, cluster.leader?.name ?? null);
  return { ...report, ...(await saveAndRemove(ports, place, cluster, tell)) };
}

interface Subject {
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  readonly warnings: readonly Problem[];
}

/** Everything below an ordinary cluster's prefix goes, so that no Citus group may be there. */
async function readSubject(
  { dcs, notes, clock }: RemovePorts,
  scope: string,
  { group, citus }: RemoveRequest,
  tell: TellRemove,
): Promise<Subject> {
  const { formation, revision, consistency, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, 'remove');
  const groups = [...formation.groups.keys()];
  if (group === null && (citus || groups.length > 0)) throw noGroup(scope, groups);
  const cluster = clusterIn(formation, group);
  if (cluster === null) throw unknownGroup(scope, group ?? 0, groups);
  const place = { scope, group };
  const described = { ...place, namespace: dcs.namespace, revision, consistency };
  const at = clock.now().toISOString();
  tell({ kind: 'topology', at, clusters: [{ ...described, ...describeCluster(cluster, clock.now()) }] });
  const pause = await readPauseWarnings({ notes, clock }, scope, [{ group, cluster }]);
  return { place, cluster, warnings: [...warnings, ...pause] };
}

function noGroup(scope: string, groups: readonly number[]): Failure {
  const next = hint`ctl remove ${scope} --group ${groups[0] ?? 'N'}`;
  return new Failure('usage', 'no-group', 'For Citus clusters the --group must me specified', {
    subject: '--group',
    next,
  });
}

function reportOf(
  { dcs, clock }: RemovePorts,
  { dryRun, evenIfRunning }: RemoveRequest,
  { place, cluster, warnings }: Subject,
  running: RunningMembers,
  keys: readonly string[],
): RemoveReport {
  const { initialization, leader } = cluster;
  const all = [...running.answering, ...running.registered];
  return {
    outcome: 'done',
    code: null,
    warnings: [...warnings, ...(evenIfRunning && all.length > 0 ? [willWriteAgain(all)] : [])],
    errors: [],
    action: 'remove',
    ...place,
    namespace: dcs.namespace,
    dryRun,
    at: clock.now().toISOString(),
    systemIdentifier: initialization.state === 'initialized' ? initialization.systemIdentifier : null,
    leader: leader?.name ?? null,
    running: all,
    keys,
    dump: null,
    wayBack: null,
  };
}

function refuseRunning({ answering, registered }: RunningMembers, scope: string): Problem | null {
  const next = hint`stop the agents first, or: ctl remove ${scope} --even-if-running`;
  if (answering.length > 0) {
    const message = `members still answer: ${answering.join(', ')}. Nothing was removed.`;
    return { code: 'members-running', message, subject: answering[0] ?? null, next };
  }
  if (registered.length === 0) return null;
  const message =
    `members are still registered: ${registered.join(', ')}. Their agents do not answer from here; if they have ended, ` +
    'their keys go within ttl. Nothing was removed.';
  return { code: 'members-registered', message, subject: registered[0] ?? null, next };
}

function willWriteAgain(members: readonly string[]): Problem {
  const message = `members that run write their keys again: ${members.join(', ')}`;
  return { code: 'members-running', message, subject: members[0] ?? null, next: null };
}
