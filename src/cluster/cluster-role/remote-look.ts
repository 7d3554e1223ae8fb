import type { RemoteAddress } from './standby-section.js';

/** What a server on the other side is; `unreadable`: it answers, and does not let `ctl` look. */
export interface RemoteLook extends RemoteAddress {
  readonly state: 'primary' | 'standby' | 'unreachable' | 'unreadable';
  /** Why nothing is known; null if it is. */
  readonly reason: string | null;
}

export function addressText({ host, port }: RemoteAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Nothing is known of it. */
export function isUnseen({ state }: RemoteLook): boolean {
  return state === 'unreachable' || state === 'unreadable';
}
