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
import { decodeKeys, type KeysRead, putRequest } from './requests.js';
import { type ConfigWrite, judgeConfig, settleConfig } from './settle-config.js';
import { writeOnce } from './write-once.js';

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
