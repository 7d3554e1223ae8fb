import type { ITxnRequest } from 'etcd3';
import type { KeyLease } from '../../cluster/evidence/evidence.js';
import { Failure } from '../../errors.js';
import type { EarlierReading, KeyTraces } from '../../operations/diagnose/diagnose-ports.js';
import type { ClusterPlace } from '../../operations/ports/dcs-ports.js';
import { formationFromKeys } from './cluster-from-keys.js';
import type { Endpoint } from './endpoint.js';
import { askHedged } from './hedge.js';
import { clusterPrefix, namespacePrefix, type RawKey } from './keys.js';
import type { Reader } from './reader.js';
import { decodeStoredKeys, keyRange, rangeRequest } from './requests.js';

const HEDGE_MS = 300;
const EARLIER_MS = 1000;
const LEASES_MS = 800;
/** Keys that are looked through for other namespaces. */
const SEARCHED_KEYS = 5000;

/** Keys as they were at a revision. */
interface PastKeys {
  readonly revision: number;
  readonly keys: readonly RawKey[];
}

/** Null if etcd does not remember the revision. */
type ReadAt = (revision: number) => Promise<readonly RawKey[] | null>;

/** The distances to the older revisions are the powers of two up to this one. */
const LONGEST_DISTANCE = 2 ** 20;
/** Keys that have gone and whose end is looked for. */
const MOST_SOUGHT = 8;

export class EtcdKeyTraces implements KeyTraces {
  private readonly leases: Reader;

  constructor(
    private readonly reader: Reader,
    private readonly namespace: string,
  ) {
    this.leases = reader.strict(LEASES_MS);
  }

  /** What is old does not change: any etcd member may tell, without a quorum, too. */
  async readEarlier(place: ClusterPlace, revision: number): Promise<readonly EarlierReading[]> {
    const prefix = clusterPrefix(this.namespace, place);
    const answer = await askHedged(this.reader.endpoints, HEDGE_MS, (endpoint) =>
      readPast((at) => readAt(endpoint, prefix, at), revision),
    );
    if ('errors' in answer) return [];
    return answer.value.flatMap(({ revision: at, keys }) => {
      const cluster = formationFromKeys(keys, prefix).formation?.cluster ?? null;
      return cluster === null ? [] : [{ revision: at, cluster }];
    });
  }

  async readLeases(place: ClusterPlace): Promise<ReadonlyMap<string, KeyLease | 'none'>> {
    const prefix = `${clusterPrefix(this.namespace, place)}members/`;
    const found = new Map<string, KeyLease | 'none'>();
    try {
      const { read } = await this.leases.read(prefix, async (endpoint, timeoutMs) => ({
        ...(await endpoint.range(prefix, timeoutMs, { keysOnly: true })),
        endpoint,
      }));
      await Promise.all(
        read.keys.map(async ({ key, lease }) => {
          const told = lease === '0' ? 'none' : await readLease(read.endpoint, lease);
          if (told !== null) found.set(key.slice(prefix.length), told);
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
    return found;
  }

  async findNamespaces(scope: string): Promise<readonly string[]> {
    const options = { keysOnly: true, limit: SEARCHED_KEYS, serializable: true };
    const answer = await askHedged(this.reader.endpoints, HEDGE_MS, (endpoint) =>
      endpoint.range('/', EARLIER_MS, options),
    );
    if ('errors' in answer) return [];
    const own = namespacePrefix(this.namespace);
    const found = new Set(answer.value.keys.flatMap(({ key }) => namespaceOf(key, scope) ?? []));
    return [...found].filter((namespace) => namespace !== own);
  }
}

/** Null if etcd does not remember it any more, or this etcd member does not know it yet. */
async function readAt(
  endpoint: Endpoint,
  prefix: string,
  revision: number,
): Promise<readonly RawKey[] | null> {
  const options = { revision, serializable: true };
  const ranges = [
    rangeRequest(`${prefix}members/`, options),
    keyRange(`${prefix}leader`, options),
    keyRange(`${prefix}config`, options),
  ];
  const request: ITxnRequest = { success: ranges.map((range) => ({ request_range: range })) };
  try {
    return decodeStoredKeys(await endpoint.transact(request, EARLIER_MS));
  } catch (error) {
    if (error instanceof Error && /compacted|future revision/.test(error.message)) return null;
    throw error;
  }
}

async function readLease(endpoint: Endpoint, id: string): Promise<KeyLease | null> {
  const lease = await endpoint.lease(id, LEASES_MS).catch(() => null);
  return lease === null ? null : { granted: lease.grantedSeconds, remaining: lease.remainingSeconds };
}

const OF_A_CLUSTER = /^(\d+\/)?(initialize|config|leader|members\/[^/]+)$/;

/** The scope may be in the namespace's own name as well. */
function namespaceOf(key: string, scope: string): string | null {
  const word = `/${scope}/`;
  for (let at = key.indexOf(word); at >= 0; at = key.indexOf(word, at + 1)) {
    if (OF_A_CLUSTER.test(key.slice(at + word.length))) return key.slice(0, at + 1);
  }
  return null;
}

/**
 * The keys at revisions 1, 2, 4, 8 … before this one, so that what was there for some time is met wherever it ended; and at the last
 * revision of each key that has gone since. Newest first.
 */
export async function readPast(readAt: ReadAt, revision: number): Promise<readonly PastKeys[]> {
  const sampled = await Promise.all(
    revisionsBefore(revision).map(async (at) => ({ revision: at, keys: await readAt(at) })),
  );
  const now = { revision, keys: (await readAt(revision)) ?? [] };
  const past = sampled.flatMap(({ revision: at, keys }) => (keys === null ? [] : [{ revision: at, keys }]));
  const ends = await Promise.all(gone(now, past).map((key) => findEnd(readAt, key, [now, ...past])));
  const all = new Map([...past, ...ends.flatMap((end) => end ?? [])].map((each) => [each.revision, each]));
  return [...all.values()].sort((a, b) => b.revision - a.revision);
}

export function revisionsBefore(revision: number): number[] {
  const revisions: number[] = [];
  for (let distance = 1; distance <= LONGEST_DISTANCE && distance < revision; distance *= 2)
    revisions.push(revision - distance);
  return revisions;
}

function gone(now: PastKeys, past: readonly PastKeys[]): string[] {
  const names = new Set(past.flatMap(({ keys }) => keys.map(({ key }) => key)));
  return [...names].filter((key) => !has(now, key)).slice(0, MOST_SOUGHT);
}

/** Halves the way between the newest look that has the key and the one after it. */
async function findEnd(readAt: ReadAt, key: string, looks: readonly PastKeys[]): Promise<PastKeys | null> {
  const index = looks.findIndex((look) => has(look, key));
  const found = looks[index];
  if (found === undefined) return null;
  let last = found;
  let without = looks[index - 1]?.revision ?? found.revision + 1;
  while (without - last.revision > 1) {
    const middle = Math.floor((last.revision + without) / 2);
    const keys = await readAt(middle);
    const look = { revision: middle, keys: keys ?? [] };
    if (has(look, key)) last = look;
    else without = middle;
  }
  return last;
}

function has({ keys }: PastKeys, key: string): boolean {
  return keys.some((each) => each.key === key);
}
