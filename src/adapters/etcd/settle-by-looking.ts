import { setTimeout as sleep } from 'node:timers/promises';
import type { Judgement } from './keys.js';
import type { Reader } from './reader.js';

/** What reading back tells, and at which revision. */
export type Look = (reader: Reader) => Promise<{ readonly judgement: Judgement; readonly revision: number }>;

export type Settled =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unreadable' };

const LOOK_MS = 2000;
const PAUSES_MS = [0, 1000];

/** Looks twice with a pause between; what is unchanged then may still change. */
export async function settleByLooking(reader: Reader, look: Look): Promise<Settled> {
  const looking = reader.strict(LOOK_MS);
  let seen: Settled = { kind: 'unreadable' };
  for (const pauseMs of PAUSES_MS) {
    await sleep(pauseMs);
    seen = await look(looking).then(
      ({ judgement, revision }): Settled =>
        judgement === 'written' ? { kind: judgement, revision } : { kind: judgement },
      (): Settled => ({ kind: 'unreadable' }),
    );
    if (seen.kind === 'written' || seen.kind === 'changed-meanwhile') break;
  }
  return seen;
}
