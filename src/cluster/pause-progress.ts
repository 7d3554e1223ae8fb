import { hasAcknowledged, laggardsOf } from './acknowledgement.js';
import type { Cluster } from './cluster.js';
import { isPaused } from './dynamic-config.js';

/** A maintenance mode that is to begin or to end. */
export interface AwaitedPause {
  readonly paused: boolean;
  /** Registered when the request was sent. */
  readonly members: readonly string[];
  /** Who has to acknowledge it while nobody holds the lock. */
  readonly principal: string;
}

/** How far it has come, as the DCS shows it. Times are milliseconds since the request. */
export interface PauseProgress {
  /** The configuration that held it first; null before. */
  readonly storedRevision: number | null;
  /** When the leader was first seen to have acknowledged it. */
  readonly leaderAtMs: number | null;
  readonly laggards: readonly string[];
  /** Somebody else has turned it back since. */
  readonly isTurnedBack: boolean;
}

export function beginPauseProgress({ members }: AwaitedPause): PauseProgress {
  return { storedRevision: null, leaderAtMs: null, laggards: members, isTurnedBack: false };
}

/** One look later. */
export function advancePause(
  progress: PauseProgress,
  { paused, members, principal }: AwaitedPause,
  cluster: Cluster,
  atMs: number,
): PauseProgress {
  const { config, leader } = cluster;
  const isSo = isPaused(config) === paused;
  const storedRevision = progress.storedRevision ?? (isSo ? (config?.revision ?? 0) : null);
  if (storedRevision === null) return progress;
  const leads = hasAcknowledged(cluster, leader?.name ?? principal, paused);
  return {
    storedRevision,
    leaderAtMs: progress.leaderAtMs ?? (leads ? atMs : null),
    laggards: laggardsOf(cluster, members, paused),
    // A look that began earlier may come later.
    isTurnedBack: !isSo && (config?.revision ?? Number.POSITIVE_INFINITY) > storedRevision,
  };
}
