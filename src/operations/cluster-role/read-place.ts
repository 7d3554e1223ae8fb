import { Failure, type Problem } from '../../errors.js';
import { type ClusterReport, describeCluster } from '../listing/list-members.js';
import { pauseWarning } from '../pause/pause-warnings.js';
import { readPause } from '../pause/read-pause.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { type ClusterRolePorts, type ClusterRoleRequest, roleCommand } from './cluster-role-request.js';

interface RolePlace {
  readonly reading: ClusterReading;
  readonly shown: ClusterReport;
  /** That it is paused, with who and why. */
  readonly warnings: readonly Problem[];
}

/** The cluster that is meant; the group of a Citus cluster has to be named, for nobody guesses here. */
export async function readRolePlace(
  ports: Pick<ClusterRolePorts, 'dcs' | 'notes' | 'clock'>,
  request: ClusterRoleRequest,
): Promise<RolePlace> {
  const { dcs, clock } = ports;
  const reading = await readCluster(dcs, request);
  const { scope, group, cluster } = reading;
  if (request.group === null && (group !== null || request.citus)) throw noGroup(request, scope);
  const { pause, warnings } = await readPause(ports, reading, cluster.config);
  const paused = pause === null ? [] : [pauseWarning(reading, pause, clock.now())];
  return {
    reading,
    shown: describeReading(ports, reading, pause),
    warnings: [...reading.warnings, ...paused, ...warnings],
  };
}

export function describeReading(
  { dcs, clock }: Pick<ClusterRolePorts, 'dcs' | 'clock'>,
  { scope, group, cluster, revision, consistency }: ClusterReading,
  pause?: ClusterReport['pause'],
): ClusterReport {
  const place = { scope, namespace: dcs.namespace, group, revision, consistency };
  return { ...place, ...describeCluster(cluster, clock.now(), pause) };
}

/** patronictl's words. */
function noGroup(request: ClusterRoleRequest, scope: string): Failure {
  return new Failure('usage', 'no-group', 'For Citus clusters the --group must me specified', {
    subject: '--group',
    next: roleCommand(request, { scope, group: null }, { group: 'N' }),
  });
}
