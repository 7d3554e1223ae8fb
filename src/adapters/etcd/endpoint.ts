import { noop } from 'cockatiel';
import { Etcd3, type IKeyValue, type IRangeRequest, type IRangeResponse } from 'etcd3';
import type { EtcdSettings } from '../../operations/ports.js';
import type { RawKey } from './keys.js';
import type { TlsMaterial } from './tls.js';

export interface RangeRead {
  readonly keys: readonly RawKey[];
  readonly revision: number;
  /** More keys follow behind the last one. */
  readonly more: boolean;
}

export interface RangeOptions {
  readonly serializable?: boolean;
  readonly keysOnly?: boolean;
  readonly limit?: number;
  /** Read as of this revision. */
  readonly revision?: number;
  /** Begin at this key instead of the prefix. */
  readonly from?: string;
}

/** No read is waited for longer, so no login is either. */
const LOGIN_MS = 1500;

/** One endpoint with a client of its own, so that each has its own error and its own time. Nothing is repeated here. */
export class Endpoint {
  readonly address: string;
  private readonly client: Etcd3;

  constructor(
    readonly url: URL,
    login: EtcdSettings['login'],
    tls: TlsMaterial | null,
  ) {
    this.address = url.host;
    neverByProxy(url.hostname);
    this.client = new Etcd3({
      hosts: `${url.protocol}//${url.host}`,
      // By itself etcd3 repeats calls, also writes that may have been applied already.
      faultHandling: { host: () => noop, global: noop },
      // A scope of any size is one reply.
      grpcOptions: { 'grpc.max_receive_message_length': -1 },
      ...(tls === null ? {} : { credentials: tls }),
      ...(login === null
        ? {}
        : { auth: { ...login, callOptions: () => ({ deadline: Date.now() + LOGIN_MS }) } }),
    });
  }

  /** All keys with a prefix, in one range request. */
  async range(prefix: string, timeoutMs: number, options: RangeOptions = {}): Promise<RangeRead> {
    const request: IRangeRequest = {
      key: Buffer.from(options.from ?? prefix),
      range_end: prefixEnd(prefix),
      serializable: options.serializable ?? false,
      keys_only: options.keysOnly ?? false,
      limit: options.limit ?? 0,
      revision: options.revision ?? 0,
    };
    const reply: IRangeResponse = await this.client.kv.range(request, { deadline: Date.now() + timeoutMs });
    return { keys: reply.kvs.map(rawKeyOf), revision: Number(reply.header.revision), more: reply.more };
  }

  /** Whether this etcd member knows a leader; it answers without a quorum, too. */
  async hasLeader(timeoutMs: number): Promise<boolean> {
    const status = await this.client.maintenance.status({ deadline: Date.now() + timeoutMs });
    return status.leader !== '0';
  }

  close(): void {
    this.client.close();
  }
}

/** gRPC obeys http_proxy even for 127.0.0.1, and etcd3's login takes no option against it. */
function neverByProxy(hostname: string): void {
  const hosts = new Set((process.env.no_grpc_proxy ?? process.env.no_proxy ?? '').split(',').filter(Boolean));
  process.env.no_grpc_proxy = [...hosts.add(hostname)].join(',');
}

function rawKeyOf(entry: IKeyValue): RawKey {
  return {
    key: entry.key.toString(),
    value: entry.value.toString(),
    modRevision: Number(entry.mod_revision),
  };
}

/** The prefix with its last byte incremented. */
function prefixEnd(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}
