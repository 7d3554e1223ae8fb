import { setTimeout as sleep } from 'node:timers/promises';
import type { WriteOutcome } from '../../operations/ports/dcs-ports.js';
import type { Reader } from './reader.js';
import type { StoredKey } from './requests.js';

/** A write of the key `config` as etcd gets it. */
export interface ConfigWrite {
  readonly key: string;
  readonly text: string;
  /** That the key must still have. */
  readonly revision: number;
}

type Settled = Exclude<WriteOutcome, { readonly kind: 'doubtful' }>;
type Unsettled = { readonly kind: 'unchanged' | 'overtaken' | 'unreadable' };

const LOOK_MS = 2000;
const PAUSES_MS = [0, 1000];
const VERSIONS = 20;

/**
 * What the key tells of a write whose answer is missing. `overtaken`: somebody has written since, and only the key's past tells whether
 * that was behind this write or instead of it.
 */
export function judgeConfig(
  found: StoredKey | null,
  { text, revision }: ConfigWrite,
): Settled | { readonly kind: 'unchanged' | 'overtaken' } {
  if (found === null) return { kind: 'overtaken' };
  if (found.modRevision === revision) return { kind: 'unchanged' };
  if (found.modRevision < revision) return { kind: 'changed-meanwhile' };
  return found.value === text ? { kind: 'written', revision: found.modRevision } : { kind: 'overtaken' };
}

/** Reads the key back twice with a pause between; what is unchanged then may still change. */
export async function settleConfig(reader: Reader, write: ConfigWrite): Promise<Settled | Unsettled> {
  const looking = reader.strict(LOOK_MS);
  let seen: Settled | Unsettled = { kind: 'unreadable' };
  for (const pauseMs of PAUSES_MS) {
    await sleep(pauseMs);
    seen = await look(looking, write).catch((): Unsettled => ({ kind: 'unreadable' }));
    if (seen.kind !== 'unchanged' && seen.kind !== 'unreadable') return seen;
  }
  return seen;
}

/** From the newest version back to the one that the write was decided on. */
async function look(reader: Reader, write: ConfigWrite): Promise<Settled | Unsettled> {
  let version = await readVersion(reader, write.key, 0);
  const newest = judgeConfig(version, write);
  if (newest.kind !== 'overtaken') return newest;
  for (let seen = 0; version !== null && seen < VERSIONS; seen += 1) {
    version = await readVersion(reader, write.key, version.modRevision - 1);
    const judged = judgeConfig(version, write);
    // The version before all that came since is the one that was read: this write is not among them.
    if (judged.kind === 'unchanged') return { kind: 'changed-meanwhile' };
    if (judged.kind !== 'overtaken') return judged;
  }
  return { kind: 'overtaken' };
}

async function readVersion(reader: Reader, key: string, revision: number): Promise<StoredKey | null> {
  const { read } = await reader.read(key, (endpoint, timeoutMs) => endpoint.keys([key], timeoutMs, revision));
  return read.keys[0] ?? null;
}
