import { Failure } from '../../errors.js';
import { describeCluster } from '../list-members.js';
import { type ClusterReading, readCluster } from '../read-cluster.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { isAttended } from './settle-change.js';

/** Reads the cluster, or the group of a Citus cluster that is meant, and tells how it stands. */
export async function readPlace(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<ClusterReading> {
  const group = typed.group ?? (typed.citus ? await askGroup(ports, typed) : null);
  const reading = await readCluster(ports.dcs, { ...typed, group });
  const { scope, cluster, revision, consistency } = reading;
  const described = { scope, namespace: ports.dcs.namespace, group: reading.group, revision, consistency };
  const at = ports.clock.now().toISOString();
  tell({ kind: 'topology', at, clusters: [{ ...described, ...describeCluster(cluster) }] });
  return reading;
}

async function askGroup({ questions }: ChangePorts, typed: ChangeLeaderRequest): Promise<number> {
  const missing = (message: string): Failure =>
    new Failure('usage', 'no-group', message, { subject: '--group', next: '--group N' });
  if (!isAttended(typed)) throw missing('For Citus clusters the --group must me specified');
  const answer = await questions.askText({ question: 'Citus group', standard: '', option: '--group' });
  if (!/^\d+$/.test(answer)) throw missing(`"${answer}" is not the number of a Citus group`);
  return Number(answer);
}
