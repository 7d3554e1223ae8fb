import { setTimeout as sleep } from 'node:timers/promises';
import type { ITxnResponse } from 'etcd3';
import type {
  ClusterPlace,
  ConfigKey,
  StoredConfig,
  WriteOutcome,
} from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { isAnswered } from './etcd-errors.js';
import { explainDoubt, type LostReply } from './explain-doubt.js';
import { clusterPrefix } from './keys.js';
import type { Reader } from './reader.js';
import { decodeKeys, type KeysRead, putRequest, type StoredKey } from './requests.js';
import { writeOnce } from './write-once.js';

/** A write of the key `config` as etcd gets it. */
interface ConfigWrite {
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

/** The key `config` in etcd. What is going to be written anew, a quorum has to know. */
export class EtcdConfigKey implements ConfigKey {
  private readonly reader: Reader;

  constructor(
    reader: Reader,
    private readonly namespace: string,
  ) {
    this.reader = reader.strict();
  }

  async read(place: ClusterPlace): Promise<StoredConfig | null> {
    const { keys, revision } = await this.look(this.keyOf(place));
    const [found = null] = keys;
    if (found === null) return null;
    return { text: found.value, revision: found.modRevision, storeRevision: revision };
  }

  /** Through the endpoint that has just answered. */
  async write(place: ClusterPlace, text: string, revision: number): Promise<WriteOutcome> {
    const key = this.keyOf(place);
    const write: ConfigWrite = { key, text, revision };
    const { keys, endpoint } = await this.look(key);
    if ((keys[0]?.modRevision ?? 0) !== revision) return { kind: 'changed-meanwhile' };
    return writeOnce<WriteOutcome>(this.reader, endpoint, {
      key,
      request: putRequest({ [key]: revision }, key, text),
      judge: (reply) => outcomeOf(reply, write),
      settle: (lost) => this.settle(write, lost),
    });
  }

  /** Null if etcd has refused the write. */
  private async settle(write: ConfigWrite, lost: LostReply): Promise<WriteOutcome | null> {
    const settled = await settleConfig(this.reader, write);
    if (settled.kind === 'written' || settled.kind === 'changed-meanwhile') return settled;
    if (settled.kind === 'unchanged' && isAnswered(lost.error)) return null;
    return { kind: 'doubtful', problem: explainDoubt(write.key, lost, settled) };
  }

  private async look(key: string): Promise<KeysRead & { readonly endpoint: Endpoint }> {
    const ask = async (endpoint: Endpoint, timeoutMs: number) => ({
      ...(await endpoint.keys([key], timeoutMs)),
      endpoint,
    });
    return (await this.reader.read(key, ask)).read;
  }

  private keyOf(place: ClusterPlace): string {
    return `${clusterPrefix(this.namespace, place)}config`;
  }
}

/** gRPC may have repeated the request on its own: not accepted can mean that it was accepted before. */
function outcomeOf(reply: ITxnResponse, write: ConfigWrite): WriteOutcome {
  if (reply.succeeded) return { kind: 'written', revision: Number(reply.header.revision) };
  const judged = judgeConfig(decodeKeys(reply).keys[0] ?? null, write);
  return judged.kind === 'written' ? judged : { kind: 'changed-meanwhile' };
}

/**
 * What the key tells of a write whose answer is missing. `overtaken`: somebody has written since, and only the key's past tells whether
 * that was behind this write or instead of it.
 */
function judgeConfig(
  found: StoredKey | null,
  { text, revision }: ConfigWrite,
): Settled | { readonly kind: 'unchanged' | 'overtaken' } {
  if (found === null) return { kind: 'overtaken' };
  if (found.modRevision === revision) return { kind: 'unchanged' };
  if (found.modRevision < revision) return { kind: 'changed-meanwhile' };
  return found.value === text ? { kind: 'written', revision: found.modRevision } : { kind: 'overtaken' };
}

/** Reads the key back twice with a pause between; what is unchanged then may still change. */
async function settleConfig(reader: Reader, write: ConfigWrite): Promise<Settled | Unsettled> {
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
