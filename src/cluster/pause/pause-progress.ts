import { hasAcknowledged, laggardsOf } from '../model/acknowledgement.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused } from '../model/dynamic-config.js';

/** A maintenance mode that is to begin or to end. */
export interface AwaitedPause {
  readonly paused: boolean;
  /** Registered when the request was sent. */
  readonly members: readonly string[];
  /** Who stands in for the leader where nobody leads, or its agent is silent: whoever was asked, then the others. */
  readonly deputies: readonly string[];
}

/** How far it has come, as the DCS shows it. Times are milliseconds since the request. */
export interface PauseProgress {
  /** The configuration that held it first; null before. */
  readonly storedRevision: number | null;
  /** When the leader, or its deputy, was first seen to have acknowledged it. */
  readonly acknowledgedAtMs: number | null;
  readonly laggards: readonly string[];
  /** Somebody else has turned it back since. */
  readonly isTurnedBack: boolean;
}

export function beginPauseProgress({ members }: AwaitedPause): PauseProgress {
  return { storedRevision: null, acknowledgedAtMs: null, laggards: members, isTurnedBack: false };
}

/** One look later; the agents of the silent cannot be reached. */
export function advancePause(
  progress: PauseProgress,
  awaited: AwaitedPause,
  cluster: Cluster,
  silent: ReadonlySet<string>,
  atMs: number,
): PauseProgress {
  const { paused, members } = awaited;
  const { config } = cluster;
  const isSo = isPaused(config) === paused;
  const storedRevision = progress.storedRevision ?? (isSo ? (config?.revision ?? 0) : null);
  if (storedRevision === null) return progress;
  const isAcknowledged = awaitedMember(awaited, cluster, silent) === null;
  return {
    storedRevision,
    acknowledgedAtMs: progress.acknowledgedAtMs ?? (isAcknowledged ? atMs : null),
    laggards: laggardsOf(cluster, members, paused),
    // A look that began earlier may come later.
    isTurnedBack: !isSo && (config?.revision ?? Number.POSITIVE_INFINITY) > storedRevision,
  };
}

/**
 * Whose acknowledgement is missing: the leader's, and if its agent is silent that of the first deputy whose agent is not. Null if it is
 * there, or nobody is left who could give it.
 */
export function awaitedMember(
  { paused, deputies }: AwaitedPause,
  cluster: Cluster,
  silent: ReadonlySet<string>,
): string | null {
  const { leader } = cluster;
  for (const name of leader === null ? deputies : [leader.name, ...deputies]) {
    if (hasAcknowledged(cluster, name, paused)) return null;
    if (!silent.has(name)) return name;
  }
  return null;
}
