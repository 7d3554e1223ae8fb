import { type Cluster, clusterIn } from '../../cluster/model/cluster.js';
import { Failure, type Problem } from '../../errors.js';
import { describeCluster } from '../listing/list-members.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import type { ClusterKeys, ClusterPlace, Dcs, Notes } from '../ports/dcs-ports.js';
import type { Questions } from '../ports/operator-ports.js';
import type { Clock, StateFiles } from '../ports/ports.js';
import { noCluster, unknownGroup, unknownScope } from '../reading/unknown-scope.js';
import { again, type TypedWords } from '../typed-words.js';
import { prefixOf } from './cluster-dump.js';
import { askConfirmation, demandConfirmation } from './confirm-removal.js';
import { type FoundKeys, readKeys } from './read-keys.js';
import { describeOthersOf, refuseForeign, refuseRunning, warnOfRunning, warnOfUnknown } from './refusals.js';
import type { RemoveReport, TellRemove } from './remove-report.js';
import { findRunning, type RunningMembers, type RunningPorts } from './running-members.js';
import { saveAndRemove } from './save-and-remove.js';

interface RemovePorts extends RunningPorts {
  readonly dcs: Dcs;
  readonly clusterKeys: ClusterKeys;
  readonly stateFiles: StateFiles;
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
  /** Keys below the cluster that are somebody else's are known of, and stay. */
  readonly leaveOthers: boolean;
  readonly dryRun: boolean;
  readonly typed: TypedWords;
}

/** Deletes the keys of a cluster, after all of them are saved in a file; what else is below its name stays. */
export async function removeCluster(
  ports: RemovePorts,
  request: RemoveRequest,
  tell: TellRemove,
): Promise<RemoveReport> {
  const { scope, dryRun, confirm, evenIfRunning, leaveOthers } = request;
  if (scope === null) throw noCluster({ command: 'remove', group: request.group });
  await demandConfirmation(ports.questions, scope, request);
  const subject = await readSubject(ports, scope, request, tell);
  const { cluster, place, revision } = subject;
  const { namespace } = ports.dcs;
  const [running, found] = await Promise.all([
    findRunning(ports, place, cluster, revision),
    readKeys(ports, place),
  ]);
  const { removed: keys, kept } = found;
  const others = kept.length === 0 ? null : describeOthersOf(place, kept);
  tell({ kind: 'plan', prefix: prefixOf(namespace, place), keys, others });
  const report = reportOf(ports, request, subject, running, found);
  const foreign = leaveOthers ? null : refuseForeign(namespace, place, kept, request.typed);
  const refusals = [
    ...(evenIfRunning ? [] : refuseRunning(running, place, request.typed)),
    ...(foreign === null ? [] : [foreign]),
  ];
  const [first] = refusals;
  if (first !== undefined) return { ...report, outcome: 'refused', code: first.code, errors: refusals };
  if (dryRun) return report;
  if (confirm === null) await askConfirmation(ports.questions, scope, cluster.leader?.name ?? null);
  return {
    ...report,
    ...(await saveAndRemove(ports, { place, cluster, leaveOthers, typed: request.typed }, tell)),
  };
}

interface Subject {
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  /** etcd's when it was read. */
  readonly revision: number;
  readonly warnings: readonly Problem[];
}

/** Of a Citus cluster, one group; keys that lie beside the groups, as after a mistake in the settings of Patroni, are removed separately. */
async function readSubject(
  { dcs, notes, clock }: RemovePorts,
  scope: string,
  { group, citus, leaveOthers, typed }: RemoveRequest,
  tell: TellRemove,
): Promise<Subject> {
  const { formation, revision, consistency, warnings } = await dcs.readScope(scope);
  if (formation === null) throw await unknownScope(dcs, scope, { command: 'remove', group });
  const groups = [...formation.groups.keys()];
  const isBesideGroups = leaveOthers && formation.cluster !== null;
  if (group === null && (citus || (groups.length > 0 && !isBesideGroups)))
    throw noGroup(scope, groups, formation.cluster !== null, typed);
  const cluster = clusterIn(formation, group);
  if (cluster === null) throw unknownGroup(scope, group ?? 0, groups);
  const place = { scope, group };
  const described = { ...place, namespace: dcs.namespace, revision, consistency };
  const at = clock.now().toISOString();
  tell({ kind: 'topology', at, clusters: [{ ...described, ...describeCluster(cluster, clock.now()) }] });
  const pause = await readPauseWarnings({ notes, clock }, scope, [{ group, cluster }]);
  return { place, cluster, revision, warnings: [...warnings, ...pause] };
}

/** patronictl's sentence, and what there is to choose from. */
function noGroup(scope: string, groups: readonly number[], hasCluster: boolean, typed: TypedWords): Failure {
  const found = groups.length === 0 ? '' : `; groups: ${groups.join(', ')}`;
  const beside =
    hasCluster && groups.length > 0 ? ', and keys beside them, which --leave-others removes' : '';
  const message = `For Citus clusters the --group must me specified${found}${beside}`;
  return new Failure('usage', 'no-group', message, {
    subject: '--group',
    next: again('remove', { scope, group: null }, typed, { group: 'N' }),
  });
}

function reportOf(
  { dcs, clock }: RemovePorts,
  { dryRun, evenIfRunning }: RemoveRequest,
  { place, cluster, warnings }: Subject,
  running: RunningMembers,
  { removed, kept }: FoundKeys,
): RemoveReport {
  const { initialization, leader } = cluster;
  return {
    outcome: 'done',
    code: null,
    warnings: [...warnings, ...warnOfUnknown(running), ...(evenIfRunning ? warnOfRunning(running) : [])],
    errors: [],
    action: 'remove',
    ...place,
    namespace: dcs.namespace,
    dryRun,
    at: clock.now().toISOString(),
    systemIdentifier: initialization.state === 'initialized' ? initialization.systemIdentifier : null,
    leader: leader?.name ?? null,
    running: [...running.answering, ...running.writing, ...running.registered],
    keys: removed,
    others: kept,
    dump: null,
    wayBack: null,
  };
}
