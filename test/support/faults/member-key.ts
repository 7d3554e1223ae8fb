/** What a member of PostgreSQL 15 says of itself in etcd. */
export interface MemberKey {
  /** HOST:PORT. */
  readonly agent: string;
  /** HOST:PORT. */
  readonly server: string;
  readonly role: 'primary' | 'replica';
  readonly timeline?: number;
  readonly isPaused?: boolean;
}

/** Where all members of these clusters are in the WAL. */
export const POSITION = 67108960;
export const PATRONI_VERSION = '4.1.5';

/** As Patroni writes it. */
export function memberKey({ agent, server, role, timeline = 1, isPaused = false }: MemberKey): string {
  const standby = { replay_lsn: POSITION, receive_lsn: POSITION, replication_state: 'streaming' };
  return JSON.stringify({
    conn_url: `postgres://${server}/postgres`,
    api_url: `http://${agent}/patroni`,
    state: 'running',
    role,
    version: PATRONI_VERSION,
    xlog_location: POSITION,
    timeline,
    ...(role === 'primary' ? {} : standby),
    ...(isPaused ? { pause: true } : {}),
  });
}
