import { changedPaths } from '../../cluster/config/changed-paths.js';
import { clusterIn } from '../../cluster/model/cluster.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { documentOf } from '../config/config-diff.js';
import type { ClusterKeys, ClusterPlace, ConfigJournal, Dcs, NamedKey } from '../ports/dcs-ports.js';
import type { Operator, OperatorInput } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import { noCluster } from '../reading/unknown-scope.js';
import { type ClusterDump, decodeDump, lastingKeys } from './cluster-dump.js';
import type { RemoveReport } from './remove-report.js';

interface RestorePorts {
  readonly dcs: Dcs;
  readonly clusterKeys: ClusterKeys;
  readonly configJournal: ConfigJournal;
  readonly input: OperatorInput;
  readonly operator: Operator;
  readonly clock: Clock;
}

export interface RestoreRequest {
  readonly scope: string | null;
  readonly group: number | null;
  readonly file: string;
  readonly dryRun: boolean;
}

const OPTION = '--restore';

/** Puts back what a removed cluster is, from the file that `remove` has saved; its agents do the rest. */
export async function restoreCluster(ports: RestorePorts, request: RestoreRequest): Promise<RemoveReport> {
  const { dcs, clusterKeys, input, clock } = ports;
  const { scope, group, file, dryRun } = request;
  if (scope === null) throw noCluster({ command: 'remove', group });
  const dump = decodeDump(await input.readText(file, OPTION));
  if (dump === null) throw badFile(file, 'is not a file that remove has saved');
  requireSameCluster(dump, dcs.namespace, request);
  const keys = lastingKeys(dump);
  if (keys.length === 0) throw badFile(file, 'holds nothing that can be restored');
  const report: RemoveReport = {
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    action: 'restore',
    scope,
    group,
    namespace: dcs.namespace,
    dryRun,
    at: clock.now().toISOString(),
    systemIdentifier: keys.find(({ name }) => name === 'initialize')?.value ?? null,
    leader: null,
    running: null,
    keys: keys.map(({ name }) => name),
    others: [],
    dump: file,
    wayBack: null,
  };
  if (await isThere(ports, scope, group)) return refused(report, alreadyThere({ scope, group }));
  if (dryRun) return report;
  const created = await clusterKeys.create({ scope, group }, keys, [
    'initialize',
    'config',
    'history',
    'leader',
  ]);
  if (created.kind === 'written') {
    const problem = await noteRestored(ports, report, keys, created.revision);
    return problem === null ? report : { ...report, warnings: [problem] };
  }
  if (created.kind === 'changed-meanwhile')
    return { ...refused(report, alreadyThere({ scope, group })), outcome: 'conflict' };
  return { ...refused(report, created.problem), outcome: 'unknown' };
}

/** In the journal, like any other change of the configuration. */
async function noteRestored(
  { configJournal, operator, clock }: RestorePorts,
  { scope, group }: RemoveReport,
  keys: readonly NamedKey[],
  revision: number,
): Promise<Problem | null> {
  const values = documentOf(keys.find(({ name }) => name === 'config')?.value ?? '');
  if (values === null) return null;
  return configJournal.append(
    { scope, group },
    {
      revision,
      who: operator.name,
      host: operator.host,
      at: clock.now().toISOString(),
      reason: null,
      command: 'remove --restore',
      changes: changedPaths({}, values),
    },
  );
}

/** Members may be registered already: they wait for a leader. */
async function isThere({ dcs }: RestorePorts, scope: string, group: number | null): Promise<boolean> {
  const { formation } = await dcs.readScope(scope);
  const cluster = clusterIn(formation, group);
  if (cluster === null) return false;
  const { initialization, config, leader, history } = cluster;
  return initialization.state !== 'uninitialized' || config !== null || leader !== null || history.length > 0;
}

function requireSameCluster(
  dump: ClusterDump,
  namespace: string,
  { scope, group, file }: RestoreRequest,
): void {
  const nameOf = (place: { namespace: string; scope: string | null; group: number | null }): string =>
    `${place.namespace}${place.scope}${place.group === null ? '' : `, group ${place.group}`}`;
  const [saved, meant] = [nameOf(dump), nameOf({ namespace, scope, group })];
  if (saved === meant) return;
  throw badFile(file, `is of ${saved}, not of ${meant}`);
}

function badFile(file: string, reason: string): Failure {
  return new Failure('usage', 'bad-file', `${OPTION}: ${file} ${reason}`, { subject: file });
}

function alreadyThere(place: ClusterPlace): Problem {
  const message = `${place.scope} is there: its keys are not overwritten`;
  return { code: 'cluster-exists', message, subject: place.scope, next: ctl('list', place) };
}

function refused(report: RemoveReport, problem: Problem): RemoveReport {
  return { ...report, outcome: 'refused', code: problem.code, errors: [problem] };
}
