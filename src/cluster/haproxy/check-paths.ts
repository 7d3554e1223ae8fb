import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster, synchronousMode } from '../model/dynamic-config.js';

interface ReplicaLimits {
  /** As Patroni takes it, such as `16MB`. */
  readonly lag: string | null;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** What the agents are asked for each pool. `/primary` is known to all versions from 2.1 on; `/quorum` since 4.0, as is its mode. */
export function checkPaths(
  { config }: Pick<Cluster, 'config'>,
  { lag, tags }: ReplicaLimits,
): Readonly<Record<'write' | 'read' | 'sync', string>> {
  const limits = [
    ...(lag === null ? [] : [`lag=${encodeURIComponent(lag)}`]),
    ...tags.map(({ name, value }) => `tag_${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  ];
  const query = limits.length === 0 ? '' : `?${limits.join('&')}`;
  return {
    write: isStandbyCluster(config) ? '/standby-leader' : '/primary',
    read: `/replica${query}`,
    sync: `${synchronousMode(config) === 'quorum' ? '/quorum' : '/sync'}${query}`,
  };
}

/** Whom a check finds, by Patroni's rules: parts of the path decide, in this order. */
type CheckMeaning = 'standby-leader' | 'leader' | 'primary' | 'replica' | 'anyone' | 'health' | 'nobody';

export function checkMeaning(path: string): CheckMeaning {
  const [plain = ''] = path.split('?');
  if (/standby[_-]leader/.test(plain)) return 'standby-leader';
  if (plain.includes('leader')) return 'leader';
  if (plain === '/' || /master|primary|read-write/.test(plain)) return 'primary';
  if (plain.includes('replica')) return 'replica';
  if (plain.includes('read-only')) return 'anyone';
  if (plain.includes('health')) return 'health';
  return /^\/(sync|synchronous|quorum|async|asynchronous)$/.test(plain) ? 'replica' : 'nobody';
}

/** The limit of lag in a check, as written; null if there is none. */
export function lagLimitOf(path: string): string | null {
  return /[?&]lag=([^&]+)/.exec(path)?.[1] ?? null;
}
