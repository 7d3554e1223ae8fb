import type { PauseState } from '../../cluster/pause/pause-state.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { describeCluster } from '../listing/list-members.js';
import { pauseWarning } from '../pause/pause-warnings.js';
import { readPause } from '../pause/read-pause.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { selectClusters } from '../reading/select-clusters.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { commandLine } from './command-line.js';
import { isAttended } from './demand-answers.js';

/** Reads the cluster, or the group of a Citus cluster that is meant, and tells how it stands; a paused one with a warning. */
export async function readPlace(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<ClusterReading> {
  const first = await readCluster(ports.dcs, typed);
  const others = await readGroups(ports.dcs, typed, first);
  const at = ports.clock.now().toISOString();
  if (others.length > 0) {
    tell({ kind: 'topology', at, clusters: others.map((each) => describe(ports, each)) });
    const group = await askGroup(ports, typed, others);
    return (await withPause(ports, await readCluster(ports.dcs, { ...typed, group }))).reading;
  }
  const { reading, pause } = await withPause(ports, first);
  tell({ kind: 'topology', at, clusters: [describe(ports, reading, pause)] });
  return reading;
}

/** The groups of a Citus cluster, if one of them has to be named; empty if it is clear which is meant. */
async function readGroups(
  dcs: Dcs,
  typed: ChangeLeaderRequest,
  first: ClusterReading,
): Promise<ClusterReading[]> {
  const { scope, group } = first;
  if (typed.group !== null || (group === null && !typed.citus)) return [];
  const { formation } = await dcs.readScope(scope);
  if (formation === null) return [];
  const selected = selectClusters(scope, formation, { group: null, citus: true });
  return selected.flatMap((each) => (each.group === null ? [] : [{ ...first, ...each }]));
}

async function withPause(ports: ChangePorts, reading: ClusterReading) {
  const { pause, warnings } = await readPause(ports, reading, reading.cluster.config);
  if (pause === null) return { reading, pause };
  const paused = pauseWarning(reading, pause, ports.clock.now());
  return { reading: { ...reading, warnings: [...reading.warnings, paused, ...warnings] }, pause };
}

function describe(
  { dcs, clock }: ChangePorts,
  { scope, group, cluster, revision, consistency }: ClusterReading,
  pause?: PauseState | null,
) {
  const place = { scope, namespace: dcs.namespace, group, revision, consistency };
  return { ...place, ...describeCluster(cluster, clock.now(), pause) };
}

/** The group of a Citus cluster, in patronictl's words. */
async function askGroup(
  { questions }: Pick<ChangePorts, 'questions'>,
  typed: ChangeLeaderRequest,
  groups: readonly ClusterReading[],
): Promise<number> {
  const { kind, candidate, scheduled } = typed;
  const [first] = groups;
  const scope = typed.scope ?? first?.scope ?? '';
  const numbers = groups.map(({ group }) => group);
  const missing = (message: string): Failure =>
    new Failure('usage', 'no-group', message, {
      subject: '--group',
      next: hint`${commandLine({ kind, scope, group: null, candidate, scheduled, typed: typed.typed }, { group: 'N' })}, N of ${numbers.join(', ')}`,
    });
  if (!isAttended(typed)) throw missing('For Citus clusters the --group must me specified');
  const answer = await questions.askText({ question: 'Citus group', standard: '', option: '--group' });
  if (!/^\d+$/.test(answer)) throw missing(`"${answer}" is not the number of a Citus group`);
  return Number(answer);
}
