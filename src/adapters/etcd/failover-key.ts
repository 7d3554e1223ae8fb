import type { ITxnRequest } from 'etcd3';
import { dumpPythonJson } from '../../formats/python-json.js';
import type {
  ClusterPlace,
  FailoverKey,
  FailoverWrite,
  LeaseLook,
  WriteOutcome,
} from '../../operations/ports/dcs-ports.js';
import { isAnswered } from './etcd-errors.js';
import { explainDoubt, type LostReply } from './explain-doubt.js';
import { type EncodedWrite, judgeReply, judgeWrite, stateOf } from './judge-write.js';
import { clusterPrefix } from './keys.js';
import type { Reader } from './reader.js';
import { putRequest } from './requests.js';
import { settleWrite } from './settle-write.js';
import { writeOnce } from './write-once.js';

/** The key `failover` in etcd. Whatever was read to decide about it, a quorum has to know it. */
export class EtcdFailoverKey implements FailoverKey {
  private readonly reader: Reader;

  constructor(
    reader: Reader,
    private readonly namespace: string,
  ) {
    this.reader = reader.strict();
  }

  async readLeaderLease(place: ClusterPlace): Promise<LeaseLook> {
    const key = `${clusterPrefix(this.namespace, place)}leader`;
    const { read } = await this.reader.read(key, async (endpoint, timeoutMs) => {
      const end = performance.now() + timeoutMs;
      const { keys, revision } = await endpoint.keys([key], timeoutMs);
      const id = keys[0]?.lease;
      if (id === undefined) return { revision, lease: 'ended' as const };
      if (id === NO_LEASE) return { revision, lease: 'none' as const };
      return { revision, lease: (await endpoint.lease(id, end - performance.now())) ?? ('ended' as const) };
    });
    return read.lease;
  }

  /** Through the endpoint that has just answered. */
  async write(place: ClusterPlace, request: FailoverWrite): Promise<WriteOutcome> {
    const write = encodeWrite(clusterPrefix(this.namespace, place), request);
    const { read } = await this.reader.read(write.failoverKey, async (endpoint, timeoutMs) => {
      const keys = await endpoint.keys([write.failoverKey, write.leaderKey], timeoutMs);
      return { ...keys, endpoint };
    });
    if (judgeWrite(stateOf(read), write).kind !== 'unchanged') return { kind: 'changed-meanwhile' };
    return writeOnce<WriteOutcome>(this.reader, read.endpoint, {
      key: write.failoverKey,
      request: requestOf(write),
      judge: (reply) => judgeReply(reply, write),
      settle: (lost) => this.settle(write, lost),
    });
  }

  /** Null if etcd has refused the write. */
  private async settle(write: EncodedWrite, lost: LostReply): Promise<WriteOutcome | null> {
    const settled = await settleWrite(this.reader, write);
    if (settled.kind === 'written' || settled.kind === 'changed-meanwhile') return settled;
    if (settled.kind === 'unchanged' && isAnswered(lost.error)) return null;
    return { kind: 'doubtful', problem: explainDoubt(write.failoverKey, lost, settled) };
  }
}

const NO_LEASE = '0';

function encodeWrite(prefix: string, request: FailoverWrite): EncodedWrite {
  const { failoverRevision, leaderRevision } = request;
  const [failoverKey, leaderKey] = [`${prefix}failover`, `${prefix}leader`];
  return { failoverKey, leaderKey, failoverRevision, leaderRevision, value: encodeFailover(request) };
}

function requestOf(write: EncodedWrite): ITxnRequest {
  const { failoverKey, leaderKey, failoverRevision, leaderRevision, value } = write;
  return putRequest({ [failoverKey]: failoverRevision, [leaderKey]: leaderRevision }, failoverKey, value);
}

/** As Patroni writes it (AbstractDCS.manual_failover): compact, in ASCII, without what is empty. */
export function encodeFailover({ leader, candidate, scheduledAt }: FailoverWrite): string {
  const fields = Object.entries({ leader, member: candidate, scheduled_at: scheduledAt })
    .filter(([, value]) => value)
    .map(([name, value]) => `${dumpPythonJson(name)}:${dumpPythonJson(value)}`);
  return `{${fields.join(',')}}`;
}
