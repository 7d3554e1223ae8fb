import type { Look } from '../../cluster/evidence/look.js';
import type { BalancerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import { describeBalancer } from '../../cluster/haproxy/describe-balancer.js';
import type { DrainNote } from '../../cluster/haproxy/drain-note.js';
import { readHaproxyFile } from '../../cluster/haproxy/haproxy-file.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import type { Balancers } from '../ports/balancer-ports.js';
import type { BalancerSettings } from '../settings.js';

/** Enough for a HAProxy far away. */
export const BALANCER_MS = 2000;

interface BalancerBackdrop {
  readonly scope: string;
  /** Null if etcd could not be read. */
  readonly cluster: Pick<Cluster, 'members'> | null;
  readonly notes: readonly DrainNote[];
}

/** Asks all HAProxies of a cluster at the same time; those without a stats address have nothing to be asked. Never throws. */
export async function lookAtBalancers(
  balancers: Balancers,
  settings: readonly BalancerSettings[],
  backdrop: BalancerBackdrop,
  timeoutMs: number = BALANCER_MS,
): Promise<BalancerEvidence[]> {
  const own = settings.filter(({ scope, stats }) => scope === backdrop.scope && stats !== null);
  return Promise.all(own.map((each) => lookAtBalancer(balancers, each, backdrop, timeoutMs)));
}

async function lookAtBalancer(
  balancers: Balancers,
  settings: BalancerSettings,
  { scope, cluster, notes }: BalancerBackdrop,
  timeoutMs: number,
): Promise<BalancerEvidence> {
  const { stats, write, read, pools, file: path } = settings;
  const [state, file] = await Promise.all([
    balancers.read(settings, timeoutMs),
    path === null ? null : balancers.readFile(path),
  ]);
  const hints = { pools, ports: { write: write?.port ?? null, read: read?.port ?? null } };
  const configured = file?.ok ? readHaproxyFile(file.value) : [];
  const background = { scope, hints, configured, cluster };
  const address = stats ?? '';
  return {
    address,
    version: state.ok ? state.value.version : null,
    isForWrites: pools.write !== null || write !== null || (pools.read === null && read === null),
    servers: state.ok ? { ...state, value: describeBalancer(state.value, background) } : state,
    file,
    notes: notes.filter(({ balancer }) => balancer === address),
  };
}

/** Why somebody could not be asked; null if he answered. */
export function lookProblem(look: Look<unknown>, subject: string): Problem | null {
  if (look.ok) return null;
  const { code, message, next } = look;
  return { code, message, subject, next };
}
