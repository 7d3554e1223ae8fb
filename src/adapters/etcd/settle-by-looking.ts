import { setTimeout as sleep } from 'node:timers/promises';
import type { Judgement } from './keys.js';
import type { Reader } from './reader.js';

/** What nobody could read. */
interface Unreadable {
  readonly kind: 'unreadable';
}

const LOOK_MS = 2000;
const PAUSES_MS = [0, 1000];

/** What reading back tells, and at which revision. */
export type WriteLook = (
  reader: Reader,
) => Promise<{ readonly judgement: Judgement; readonly revision: number }>;

type Settled =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unreadable' };

/**
 * Reads back after a write whose answer is missing, twice with a pause between. What is unchanged then may still change at any time:
 * the endpoint may be frozen with the request in its hands.
 */
export async function lookTwice<T extends { readonly kind: string }>(
  reader: Reader,
  look: (reader: Reader) => Promise<T>,
): Promise<T | Unreadable> {
  const looking = reader.strict(LOOK_MS);
  let seen: T | Unreadable = UNREADABLE;
  for (const pauseMs of PAUSES_MS) {
    await sleep(pauseMs);
    seen = await look(looking).catch(() => UNREADABLE);
    if (seen.kind !== 'unchanged' && seen.kind !== 'unreadable') break;
  }
  return seen;
}

const UNREADABLE: Unreadable = { kind: 'unreadable' };

/** Looks at the key after a write whose answer is missing. */
export function settleByLooking(reader: Reader, look: WriteLook): Promise<Settled> {
  return lookTwice(reader, async (looking): Promise<Settled> => {
    const { judgement, revision } = await look(looking);
    return judgement === 'written' ? { kind: judgement, revision } : { kind: judgement };
  });
}
