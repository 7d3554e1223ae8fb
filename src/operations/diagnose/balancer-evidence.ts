import type { BalancerEvidence } from '../../cluster/evidence/evidence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { readDrainNotes } from '../haproxy/drain-notes.js';
import { lookAtBalancers } from '../haproxy/look-at-balancers.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { DiagnosePorts } from './diagnose-ports.js';

const BALANCER_MS = 1500;

/** The balancers of the settings that stand in front of the cluster, and what `ctl` has taken out of them. */
export async function readBalancers(
  { settings, balancers, notes }: DiagnosePorts,
  place: ClusterPlace,
  cluster: Cluster | null,
): Promise<readonly BalancerEvidence[]> {
  const own = settings.balancers.filter(({ scope, stats }) => scope === place.scope && stats !== null);
  if (own.length === 0) return [];
  const noted = cluster === null ? { drained: [] } : await readDrainNotes(notes, place);
  return lookAtBalancers(balancers, own, { scope: place.scope, cluster, notes: noted.drained }, BALANCER_MS);
}
