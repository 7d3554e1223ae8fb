import {
  type EncodedWrite,
  type Judgement,
  judgePast,
  judgeWrite,
  type SettledWrite,
  stateOf,
} from './judge-write.js';
import type { Reader } from './reader.js';
import type { KeysRead, StoredKey } from './requests.js';
import { lookTwice } from './settle-by-looking.js';

export interface Unsettled {
  readonly kind: 'unchanged' | 'overtaken' | 'unreadable';
}

const VERSIONS = 10;

/** Reads both keys back after a write whose answer is missing. */
export function settleWrite(reader: Reader, write: EncodedWrite): Promise<SettledWrite | Unsettled> {
  return lookTwice(reader, (looking) => look(looking, write));
}

async function look(reader: Reader, write: EncodedWrite): Promise<Judgement> {
  const state = stateOf(await readKeys(reader, [write.failoverKey, write.leaderKey]));
  const judged = judgeWrite(state, write);
  return judged.kind === 'overtaken' ? lookBack(reader, write, state.failover) : judged;
}

/** Patroni clears a request that it has carried out, so the write may be found only among earlier versions of the key. */
async function lookBack(reader: Reader, write: EncodedWrite, newest: StoredKey | null): Promise<Judgement> {
  let version = newest;
  for (let seen = 0; version !== null && seen < VERSIONS; seen += 1) {
    const { keys } = await readKeys(reader, [write.failoverKey], version.modRevision - 1);
    version = keys[0] ?? null;
    const judged = judgePast(version, write);
    if (judged.kind !== 'overtaken') return judged;
  }
  return { kind: 'overtaken' };
}

async function readKeys(reader: Reader, keys: readonly string[], revision = 0): Promise<KeysRead> {
  const [first = ''] = keys;
  return (await reader.read(first, (endpoint, timeoutMs) => endpoint.keys(keys, timeoutMs, revision))).read;
}
