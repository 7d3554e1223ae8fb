import { isStreamingFrom } from '../change-leader/member-phases.js';
import { type Cluster, currentTimeline } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import type { MemberStatus } from '../model/member-status.js';

/** What etcd and the agents say at one moment. */
export interface RestartLook {
  /** Null while etcd does not answer. */
  readonly cluster: Cluster | null;
  /** Of all members; null or missing for those that are silent. */
  readonly statuses: ReadonlyMap<string, MemberStatus | null>;
}

/** How a member ran before. */
interface MemberBefore {
  readonly startedAt: string | null;
  readonly running: boolean;
  readonly streaming: boolean;
  /** Not in recovery. */
  readonly primary: boolean;
}

/** The state of the cluster before the restart, which it has to reach again. */
export interface Baseline {
  readonly leader: string | null;
  readonly timeline: number | null;
  readonly members: ReadonlyMap<string, MemberBefore>;
  /** How many standbys were synchronous; 0 outside of synchronous mode. */
  readonly syncStandbys: number;
}

export function baselineOf(cluster: Cluster, statuses: RestartLook['statuses']): Baseline {
  const look = { cluster, statuses };
  const members = cluster.members.map(({ name }): [string, MemberBefore] => {
    const status = statuses.get(name) ?? null;
    return [
      name,
      {
        startedAt: status?.startedAt ?? null,
        running: status?.state === 'running',
        streaming: isStreaming(look, name),
        primary: status?.role === 'primary',
      },
    ];
  });
  return {
    leader: cluster.leader?.name ?? null,
    timeline: currentTimeline(cluster),
    members: new Map(members),
    syncStandbys: syncStandbys(cluster),
  };
}

/** Whether a member streams, as its own agent or, up to 3.0.3, the one of the leader tells. */
export function isStreaming({ cluster, statuses }: RestartLook, name: string): boolean {
  const leader = statuses.get(cluster?.leader?.name ?? '') ?? null;
  return isStreamingFrom(leader, name, statuses.get(name) ?? null, leader?.timeline ?? null);
}

export function syncStandbys({ config, sync }: Cluster): number {
  return synchronousMode(config) === 'off' ? 0 : (sync?.standbys.length ?? 0);
}
