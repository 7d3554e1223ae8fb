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

/**
 * One endpoint with a client of its own, so that each has its own error and its own time. Nothing is repeated here but what
 * etcd has refused for the login.
 */
export class Endpoint {
  readonly address: string;
  private client: Etcd3;
  private readonly retired: Etcd3[] = [];
  /** When the call ends at the latest, and the login that it may need. */
  private deadline = 0;

  constructor(
    readonly url: URL,
    private readonly login: EtcdSettings['login'],
    private readonly tls: TlsMaterial | null,
  ) {
    this.address = url.host;
    neverByProxy(url.hostname);
    this.client = this.connect(login);
  }

  private connect(login: EtcdSettings['login']): Etcd3 {
    const { url, tls } = this;
    return new Etcd3({
      hosts: `${url.protocol}//${url.host}`,
      // By itself etcd3 repeats calls, also writes that may have been applied already.
      faultHandling: { host: () => noop, global: noop },
      // A scope of any size is one reply.
      grpcOptions: { 'grpc.max_receive_message_length': -1 },
      ...(tls === null ? {} : { credentials: tls }),
      ...(login === null ? {} : { auth: { ...login, callOptions: () => ({ deadline: this.deadline }) } }),
    });
  }

  private async call<T>(
    timeoutMs: number,
    ask: (client: Etcd3, options: { readonly deadline: number }) => Promise<T>,
  ): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    this.deadline = Math.max(this.deadline, deadline);
    const { client } = this;
    try {
      return await ask(client, { deadline });
    } catch (error) {
      const login = this.loginAfter(error);
      if (login === undefined) throw error;
      // Others may have noticed before, or may still wait for the old client.
      if (this.client === client) {
        this.retired.push(client);
        this.client = this.connect(login);
      }
      return ask(this.client, { deadline });
    }
  }

  /** With which login it may go better; undefined if the login is not the reason. Tokens that expire etcd3 renews itself. */
  private loginAfter(error: unknown): EtcdSettings['login'] | undefined {
    if (this.login === null || !(error instanceof Error)) return undefined;
    // Patroni, too, does without its login while etcd asks for none.
    if (/authentication is not enabled/.test(error.message)) return null;
    // Users or roles have changed since the token was given, or authentication has been enabled.
    return /revision of auth store is old|user name is empty/.test(error.message) ? this.login : undefined;
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
    const reply: IRangeResponse = await this.call(timeoutMs, (client, deadline) =>
      client.kv.range(request, deadline),
    );
    return { keys: reply.kvs.map(rawKeyOf), revision: Number(reply.header.revision), more: reply.more };
  }

  /** Whether this etcd member knows a leader; it answers without a quorum, too. */
  async hasLeader(timeoutMs: number): Promise<boolean> {
    const status = await this.call(timeoutMs, (client, deadline) => client.maintenance.status(deadline));
    return status.leader !== '0';
  }

  close(): void {
    for (const client of [...this.retired, this.client]) client.close();
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
