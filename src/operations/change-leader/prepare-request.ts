import type { Cluster } from '../../cluster/model/cluster.js';
import { Failure } from '../../errors.js';
import type { Probes } from '../downtime/probe-writes.js';
import { readCluster } from '../reading/read-cluster.js';
import type { Tell } from './change-event.js';
import { changedMeanwhile } from './changed-meanwhile.js';
import type { ChangeWay } from './choose-way.js';
import type { Planned } from './conclude-unsent.js';
import { startRoutes } from './probe-routes.js';
import { leaseEnded, proveWay } from './prove-lease.js';
import { unlessInterrupted } from './unless-interrupted.js';

/** All is ready for the one request: nothing is waited for any more until it is sent. */
export interface Prepared {
  readonly way: ChangeWay;
  readonly cluster: Cluster;
  /** They write already; whoever has them stops them. */
  readonly probes: Probes | null;
}

/** Nobody waits longer for a route that is slow to take its first write. */
const READY_MS = 50;

/** The last checks, while the probes begin to write. */
export async function prepareRequest(
  planned: Planned,
  way: ChangeWay,
  tell: Tell,
): Promise<Prepared | { readonly failure: Failure }> {
  const { ports, evidence, routes } = planned;
  const probes = routes === null ? null : startRoutes(ports, routes, evidence);
  const checks = async (): Promise<Cluster> => {
    const ready = Promise.race([probes?.ready(), ports.clock.sleep(READY_MS)]);
    await Promise.all([proveWay(planned, tell), ready]);
    return readUnchanged(planned, way);
  };
  try {
    return { way, cluster: await unlessInterrupted(ports.interruption, checks()), probes };
  } catch (thrown) {
    await probes?.stop();
    if (thrown instanceof Failure) return { failure: thrown };
    throw thrown;
  }
}

/** The state that was decided on must still be the state, and the agent be where it was found. */
async function readUnchanged({ ports, typed, place, reading }: Planned, way: ChangeWay): Promise<Cluster> {
  const { cluster: before } = reading;
  const { cluster } = await readCluster(ports.dcs, { ...place, command: typed.kind });
  if (before.leader !== null && cluster.leader === null) throw leaseEnded(place, before.leader.name);
  const isSame =
    cluster.leader?.revision === before.leader?.revision &&
    cluster.failoverRevision === before.failoverRevision &&
    cluster.config?.revision === before.config?.revision &&
    (way.via === 'dcs' || way.apiUrl === apiUrlOf(cluster, way.member));
  if (!isSame) throw changedMeanwhile(place);
  return cluster;
}

function apiUrlOf({ members }: Cluster, name: string): string | null {
  return members.find((member) => member.name === name)?.apiUrl ?? null;
}
