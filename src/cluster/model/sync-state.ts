/** The key `sync`: who may take over without losing acknowledged commits. */
export interface SyncState {
  /** The leader that maintains the key. */
  readonly leader: string;
  /** Standbys known to be synchronous; with `synchronous_mode: quorum` the voters without the leader. */
  readonly standbys: readonly string[];
  /** Votes of others that a candidate from the set needs (since 4.0, else 0). */
  readonly quorum: number;
}

/** Names compare case-insensitively, as in PostgreSQL (since 3.0.3). */
export function isSyncStandby(sync: SyncState | null, name: string): boolean {
  return sync?.standbys.some((standby) => isSameName(standby, name)) ?? false;
}

/** The standbys and the leader that maintains the key. */
export function isInSyncSet(sync: SyncState, name: string): boolean {
  return isSameName(sync.leader, name) || isSyncStandby(sync, name);
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
