import type { ITxnRequest, ITxnResponse } from 'etcd3';
import { isClusterKey } from '../../cluster/model/key-place.js';
import type {
  ClusterKeys,
  ClusterPlace,
  KeyRemoval,
  NamedKey,
  StoredKey,
  WriteOutcome,
} from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { isAnswered } from './etcd-errors.js';
import { explainDoubt, type LostReply } from './explain-doubt.js';
import { clusterPrefix, type Judgement, judgeCreation, judgeRemoval } from './keys.js';
import { createRequest, decodeStored, readRequest, removeRequest } from './prefix-requests.js';
import type { Reader } from './reader.js';
import { settleByLooking, type WriteLook } from './settle-by-looking.js';
import { writeOnce } from './write-once.js';

/** Everything below a cluster in etcd. Whatever is read to decide about it, a quorum has to know it. */
export class EtcdClusterKeys implements ClusterKeys {
  private readonly reader: Reader;

  constructor(
    reader: Reader,
    private readonly namespace: string,
  ) {
    this.reader = reader.strict();
  }

  async readAll(
    place: ClusterPlace,
  ): Promise<{ readonly keys: readonly StoredKey[]; readonly revision: number }> {
    const { keys, revision } = await this.read(this.reader, clusterPrefix(this.namespace, place));
    return { keys, revision };
  }

  async remove(place: ClusterPlace, removal: KeyRemoval): Promise<WriteOutcome> {
    const prefix = clusterPrefix(this.namespace, place);
    const kept = new Set(removal.kept);
    const judge = (keys: readonly StoredKey[]): Judgement => {
      const names = keys.map((key) => ({ ...key, name: key.key.slice(prefix.length) }));
      const own = names.filter(({ name }) => isClusterKey(name) && !kept.has(name));
      return judgeRemoval(own, removal.revision);
    };
    return this.write(prefix, removeRequest(prefix, removal), judge);
  }

  async create(
    place: ClusterPlace,
    named: readonly NamedKey[],
    absent: readonly string[],
  ): Promise<WriteOutcome> {
    const prefix = clusterPrefix(this.namespace, place);
    const created = named.map(({ name, value }) => ({ key: `${prefix}${name}`, value }));
    const guarded = absent.map((name) => `${prefix}${name}`);
    const judge = (keys: readonly StoredKey[]): Judgement => judgeCreation(keys, created, guarded);
    return this.write(prefix, createRequest(prefix, created, guarded), judge);
  }

  /** Once, through an endpoint that has just answered. */
  private async write(
    prefix: string,
    request: ITxnRequest,
    judge: (keys: readonly StoredKey[]) => Judgement,
  ): Promise<WriteOutcome> {
    const { endpoint } = await this.read(this.reader, prefix);
    const look: WriteLook = async (reader) => {
      const { keys, revision } = await this.read(reader, prefix);
      return { judgement: judge(keys), revision };
    };
    return writeOnce<WriteOutcome>(this.reader, endpoint, {
      key: prefix,
      request,
      judge: (reply) => outcomeOf(reply, judge),
      settle: (lost) => this.settle(prefix, look, lost),
    });
  }

  /** Null if etcd has refused the write. */
  private async settle(prefix: string, look: WriteLook, lost: LostReply): Promise<WriteOutcome | null> {
    const settled = await settleByLooking(this.reader, look);
    if (settled.kind === 'written' || settled.kind === 'changed-meanwhile') return settled;
    if (settled.kind === 'unchanged' && isAnswered(lost.error)) return null;
    return { kind: 'doubtful', problem: explainDoubt(prefix, lost, settled) };
  }

  private async read(reader: Reader, prefix: string) {
    const ask = async (endpoint: Endpoint, timeoutMs: number) => {
      const reply = await endpoint.transact(readRequest(prefix), timeoutMs);
      return { keys: decodeStored(reply), revision: Number(reply.header.revision), endpoint };
    };
    return (await reader.read(prefix, ask)).read;
  }
}

/** gRPC may have repeated the request on its own: not accepted can mean that it was accepted before. */
function outcomeOf(reply: ITxnResponse, judge: (keys: readonly StoredKey[]) => Judgement): WriteOutcome {
  const isWritten = reply.succeeded || judge(decodeStored(reply)) === 'written';
  return isWritten
    ? { kind: 'written', revision: Number(reply.header.revision) }
    : { kind: 'changed-meanwhile' };
}
