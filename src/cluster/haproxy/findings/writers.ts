import type { Finding } from '../../evidence/finding.js';
import { listed, remedy } from '../../findings/tell.js';
import { isStandbyCluster } from '../../model/dynamic-config.js';
import type { BalancerServerEvidence } from '../balancer-evidence.js';
import { type BalancerCase, type ObservedPool, poolFinding, serving } from './input.js';

/** HAProxy's word for a server whose check was well and whose connections were not (`observe layer4`). */
const GIVEN_UP = 'HANA';

/** To whom a pool for writes leads: to the leader, and to nobody else. */
export function findWriters(pool: ObservedPool, { cluster }: BalancerCase): Finding[] {
  if (pool.purpose !== 'write') return [];
  const writers = serving(pool);
  const leader = cluster?.leader?.name ?? null;
  const who = `the leader is ${leader ?? 'nobody'}`;
  if (writers.length > 1) {
    const message = `HAProxy sends writes to ${listed(writers.map(nameOf))} at the same time${cluster === null ? '' : `; ${who}`}`;
    const remedies = [
      remedy('what the agents say of their role decides: the check of this pool has to ask /primary'),
    ];
    return [poolFinding('haproxy-two-writers', 'error', pool, { message, servers: writers, remedies })];
  }
  const [writer] = writers;
  if (writer === undefined)
    return [noWriter(pool, cluster !== null && isStandbyCluster(cluster.config), leader)];
  if (cluster === null || (leader !== null && writer.member === leader)) return [];
  const message = `HAProxy sends writes to ${nameOf(writer)}, and ${who}`;
  const remedies = [remedy('if it does not follow within its reaction time, look at the check of this pool')];
  return [
    poolFinding('haproxy-writer-is-not-leader', 'error', pool, { message, servers: writers, remedies }),
  ];
}

function noWriter(pool: ObservedPool, isStandby: boolean, leader: string | null): Finding {
  const { servers } = pool;
  const why = leader === null ? '; nobody leads' : `; the leader is ${leader}`;
  const message = `HAProxy sends writes to nobody${why}`;
  const isObserved = servers.some(
    ({ member, checkStatus }) => member !== null && member === leader && checkStatus === GIVEN_UP,
  );
  const next = isStandby
    ? 'of a standby cluster only /standby-leader and /leader find the leader'
    : isObserved
      ? 'can this HAProxy reach the port of PostgreSQL of the leader? Its agent answers as it should'
      : 'can this HAProxy reach the port of the agent, and what does it answer to the check?';
  return poolFinding('haproxy-no-writer', 'error', pool, { message, servers, remedies: [remedy(next)] });
}

/** A HAProxy of which no pool is known to be for writes. */
export function findPoolForWrites(pools: readonly ObservedPool[], address: string, scope: string): Finding[] {
  if (pools.some(({ purpose }) => purpose === 'write')) return [];
  const names = [...new Set(pools.map(({ name }) => name))];
  const seen = names.length === 0 ? `no pool with a member of ${scope}` : `pools ${listed(names)}`;
  return [
    {
      code: 'haproxy-no-writer',
      severity: 'error',
      subject: address,
      message: `no pool of HAProxy ${address} is known to be for writes to ${scope}`,
      evidence: [{ source: 'balancer', seen, age: 0 }],
      remedies: [remedy(`if there is one, name it: ctl.haproxy.${scope}.write_pool in the settings`)],
    },
  ];
}

function nameOf({ member, server }: BalancerServerEvidence): string {
  return member ?? `${server} (no member)`;
}
