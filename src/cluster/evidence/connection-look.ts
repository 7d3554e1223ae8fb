import { type Hint, hint } from '../../formats/hint.js';
/** The steps of a connection, in the order in which they are taken. */
export type LayerName =
  | 'resolve'
  | 'tcp'
  | 'tls'
  /** Whether what answers is what is meant. */
  | 'answer'
  | 'login'
  /** Reading below the prefix of the cluster. */
  | 'read'
  /** Writing there. */
  | 'write'
  /** Writing `ctl`'s own notes. */
  | 'notes'
  /** Whether there is such a cluster. */
  | 'cluster'
  /** What the role may see. */
  | 'privileges';

/** One step of a connection. */
export interface LayerLook {
  readonly layer: LayerName;
  /** `unused`: there is no such step, as TLS over http; `unchecked`: one before it has failed, or it could not be told. */
  readonly state: 'ok' | 'warning' | 'failed' | 'unchecked' | 'unused';
  /** What was seen, or why not, in a few words. */
  readonly seen: string | null;
  /** Null unless it is a warning or has failed. */
  readonly code: string | null;
  /** The keys to change with their places, or what else to do. */
  readonly next: Hint | null;
}

/** How far a connection gets. */
export interface ConnectionLook {
  readonly target: 'etcd' | 'agent' | 'sql';
  /** A member, or an address. */
  readonly subject: string;
  /** host:port; null if none is known. */
  readonly address: string | null;
  readonly layers: readonly LayerLook[];
  /** ISO 8601: when the certificate of the server ends; null without one. */
  readonly certificateEnds: string | null;
}

export function passed(layer: LayerName, seen: string | null = null): LayerLook {
  return { layer, state: 'ok', seen, code: null, next: null };
}

export function unused(layer: LayerName, seen: string): LayerLook {
  return { layer, state: 'unused', seen, code: null, next: null };
}

export function unchecked(layer: LayerName, seen: string | null = null): LayerLook {
  return { layer, state: 'unchecked', seen, code: null, next: null };
}

export function failed(layer: LayerName, code: string, seen: string, next: Hint | null): LayerLook {
  return { layer, state: 'failed', seen, code, next };
}

export function warned(layer: LayerName, code: string, seen: string, next: Hint | null): LayerLook {
  return { layer, state: 'warning', seen, code, next };
}

/** All steps of a kind of connection; those behind the last that was taken were not reached. */
export function layersOf(all: readonly LayerName[], taken: readonly LayerLook[]): readonly LayerLook[] {
  return all.map((layer) => taken.find((each) => each.layer === layer) ?? unchecked(layer));
}

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** TLS that stands; a warning if the certificate ends soon. */
export function tlsLayer(protocol: string | null, ends: Date | null, now: Date): LayerLook {
  const words = protocol?.replace(/^TLSv/, 'TLS ') ?? 'TLS';
  if (ends === null) return passed('tls', words);
  const days = Math.floor((ends.getTime() - now.getTime()) / DAY_MS);
  const date = ends.toISOString().slice(0, 10);
  if (days >= SOON_DAYS) return passed('tls', `${words} until ${date}`);
  const hours = Math.max(0, Math.floor((ends.getTime() - now.getTime()) / 3_600_000));
  const time = days < 1 ? `${hours} h` : days === 1 ? '1 day' : `${days} days`;
  const seen = `its certificate ends in ${time}, on ${date}`;
  return warned('tls', 'certificate-ends-soon', seen, hint`renew the certificate of this server`);
}
