import type { Cluster } from '../model/cluster.js';
import type { BalancerServerEvidence } from './balancer-evidence.js';
import type { BalancerPool, BalancerState } from './balancer-state.js';
import type { ConfiguredPool } from './haproxy-file.js';
import { matchMember } from './match-member.js';
import { type PoolHints, poolPurpose } from './pool-purpose.js';

/** What is known beside the answer of a HAProxy. */
export interface BalancerBackground {
  readonly scope: string;
  readonly hints: PoolHints;
  /** Of its configuration file; empty if that is not known. */
  readonly configured: readonly ConfiguredPool[];
  /** Null if etcd could not be read: then nobody knows whose a server is. */
  readonly cluster: Pick<Cluster, 'members'> | null;
}

/** The servers of the pools that are this cluster's; a HAProxy may serve others, too. */
export function describeBalancer(
  { pools }: BalancerState,
  background: BalancerBackground,
): BalancerServerEvidence[] {
  return pools
    .map((pool) => describePool(pool, background))
    .filter((servers) => servers.some(({ member }) => member !== null) || isNamed(servers[0], background))
    .flat();
}

function describePool(
  { name, servers }: BalancerPool,
  background: BalancerBackground,
): BalancerServerEvidence[] {
  const { hints, configured, cluster } = background;
  const inFile = configured.find((pool) => pool.name === name) ?? null;
  const purpose = poolPurpose(name, hints, inFile);
  return servers.map((server) => {
    const check = inFile?.servers.find((each) => each.name === server.name)?.check ?? null;
    const { address, status, isUp, isBackup, admin, checkStatus, since, sessions } = server;
    const checkPort = server.checkPort ?? check?.port ?? null;
    return {
      pool: name,
      purpose,
      server: server.name,
      member: cluster === null ? null : (matchMember({ ...server, checkPort }, cluster)?.name ?? null),
      address,
      status,
      isUp,
      isBackup,
      admin,
      checkStatus,
      checkPort,
      check,
      since,
      sessions,
    };
  });
}

/** By the settings, by its port, or by its own name, which has that of the cluster in it. */
function isNamed(
  server: BalancerServerEvidence | undefined,
  { scope, hints, configured, cluster }: BalancerBackground,
): boolean {
  if (server === undefined || server.purpose === 'other') return false;
  const { pool } = server;
  if (pool === hints.pools.write || pool === hints.pools.read) return true;
  const binds = configured.find(({ name }) => name === pool)?.binds ?? [];
  const ports = [hints.ports.write, hints.ports.read];
  if (ports.some((port) => port !== null && binds.some((bind) => bind.endsWith(`:${port}`)))) return true;
  return cluster === null || pool.startsWith(`${scope}_`);
}
