import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import { addressText, agentAddress, isIpAddress } from './agent-address.js';
import type { BalancerServerEvidence, PoolPurpose } from './balancer-evidence.js';
import type { BalancerPool, BalancerServer, BalancerState } from './balancer-state.js';
import { checkMeaning } from './check-paths.js';
import type { ConfiguredPool } from './haproxy-file.js';
import { haproxyName, haproxyNames } from './haproxy-words.js';

/** What is known beside the answer of a HAProxy. */
interface BalancerBackground {
  readonly scope: string;
  readonly hints: PoolHints;
  /** Of its configuration file; empty if that is not known. */
  readonly configured: readonly ConfiguredPool[];
  /** Null if etcd could not be read: then nobody knows whose a server is. */
  readonly cluster: Pick<Cluster, 'members'> | null;
}

/** What the settings say of a HAProxy. */
interface PoolHints {
  /** Names of pools; null if they are not named. */
  readonly pools: { readonly write: string | null; readonly read: string | null };
  /** Ports that clients use; null if they are not known. */
  readonly ports: { readonly write: number | null; readonly read: number | null };
}

type Known = Pick<BalancerServer, 'name' | 'address' | 'hostname' | 'checkPort'>;

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
  const { scope, hints, configured, cluster } = background;
  const inFile = configured.find((pool) => pool.name === name) ?? null;
  const purpose = poolPurpose(name, hints, inFile, scope);
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
  return cluster === null || isOwnName(pool, scope);
}

/** Such as `demo_write` or `demo_2_read`, and not `demo_eu_write`, which is another cluster's. */
function isOwnName(pool: string, scope: string): boolean {
  const words = wordsOf(ownPart(pool, scope) ?? 'none').filter((word) => word !== '');
  return words.every((word) => WRITE_WORDS.includes(word) || READ_WORDS.includes(word));
}

/**
 * By the settings, by the port that leads to it, by a name of the cluster's own, by what it asks the agents, or by its name; the first that tells. The name of the
 * cluster in it tells nothing: a cluster may be called `primary`.
 */
export function poolPurpose(
  name: string,
  hints: PoolHints,
  configured: ConfiguredPool | null,
  scope = '',
): PoolPurpose {
  const { pools, ports } = hints;
  const leadsFrom = (port: number | null): boolean =>
    port !== null && (configured?.binds ?? []).some((bind) => bind.endsWith(`:${port}`));
  if (name === pools.write) return 'write';
  if (name === pools.read) return 'read';
  if (leadsFrom(ports.write)) return 'write';
  if (leadsFrom(ports.read)) return 'read';
  const own = ownPart(name, scope);
  // Who calls a pool `demo_write`, as `haproxy config` does, means it: a check for replicas in it is wrong.
  const meant = own !== null && isOwnName(name, scope) ? purposeByName(own) : null;
  return meant ?? purposeByCheck(configured) ?? purposeByName(own ?? name) ?? 'other';
}

/** What follows the name of the cluster; null if the pool does not begin with it. */
function ownPart(pool: string, scope: string): string | null {
  const plain = haproxyName(scope);
  const rest = pool.startsWith(plain) ? pool.slice(plain.length) : '';
  return scope !== '' && /^[_.: -]./.test(rest) ? rest.slice(1) : null;
}

const WRITE_WORDS = [
  'write',
  'writes',
  'writer',
  'writers',
  'readwrite',
  'rw',
  'primary',
  'master',
  'leader',
];
const READ_WORDS = [
  ...['read', 'reads', 'reader', 'readers', 'readonly', 'ro', 'replica', 'replicas', 'standby', 'standbys'],
  ...['secondary', 'secondaries', 'slave', 'slaves', 'sync', 'async', 'quorum'],
];

/** Its last word that tells: it is `read` in `master-data_read` and `write` in `read-write`. */
function purposeByName(name: string): PoolPurpose | null {
  const word = wordsOf(name).findLast((each) => WRITE_WORDS.includes(each) || READ_WORDS.includes(each));
  if (word === undefined) return null;
  return WRITE_WORDS.includes(word) ? 'write' : 'read';
}

/** Whole words only, also those of `pgWrite` and `pg15ro`: `leaderboard`, `rewrites` and `ticketmaster` have others in them. */
function wordsOf(name: string): readonly string[] {
  const parted = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  return parted.split(/[^A-Za-z]+/).map((word) => word.toLowerCase());
}

/** A pool has one path for all of its servers. */
function purposeByCheck(configured: ConfiguredPool | null): PoolPurpose | null {
  const path = configured?.servers[0]?.check.path ?? null;
  if (path === null) return null;
  const meaning = checkMeaning(path);
  if (['primary', 'leader', 'standby-leader'].includes(meaning)) return 'write';
  return meaning === 'replica' || meaning === 'anyone' ? 'read' : null;
}

/**
 * The member that a server stands for: by its address; by its host and the port of the agent, where a pooler stands in
 * front of PostgreSQL; by its name where addresses cannot be compared. Null if it is nobody's.
 */
export function matchMember(server: Known, { members }: Pick<Cluster, 'members'>): Member | null {
  const names = haproxyNames(members.map(({ name }) => name));
  const byAddress = members.find((member) => addressesOf(server).includes(addressOf(member) ?? ''));
  const byAgent = members.find((member) => sharesAgent(server, member));
  const byName = members.find(
    (member) => names.get(member.name) === server.name && !contradicts(server, member),
  );
  return byAddress ?? byAgent ?? byName ?? null;
}

function addressesOf({ address, hostname }: Known): string[] {
  if (address === null) return [];
  return hostname === null ? [address] : [address, `${hostname}:${portOf(address)}`];
}

function addressOf({ host, port }: Member): string | null {
  return host === null || port === null ? null : addressText(host, port);
}

function sharesAgent(server: Known, { apiUrl }: Member): boolean {
  const agent = agentAddress(apiUrl);
  if (agent === null || server.checkPort !== agent.port) return false;
  return addressesOf(server).some((each) => hostOf(each) === hostOf(addressText(agent.host, agent.port)));
}

/** Two addresses that are both numbers and differ. */
function contradicts(server: Known, member: Member): boolean {
  const { address } = server;
  if (address === null || member.host === null || member.port === null) return false;
  if (portOf(address) !== String(member.port)) return true;
  return isIpAddress(member.host) && hostOf(address) !== hostOf(addressText(member.host, member.port));
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
