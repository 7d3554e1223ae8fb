import type {
  Etcd3,
  IDuplexStream,
  IMember,
  IMemberListResponse,
  IStatusResponse,
  ITxnRequest,
  ITxnResponse,
  IWatchRequest,
  IWatchResponse,
} from 'etcd3';
import type { LeaderLease } from '../../operations/ports/dcs-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { EtcdSettings } from '../../operations/settings.js';
import { HttpOnlyError, isAnswered, isEtcdsWord, isPassing, isUnreached, isUnsent } from './etcd-errors.js';
import { rangeByGateway } from './gateway.js';
import { deadlineAt, inTime } from './in-time.js';
import {
  decodeKeys,
  decodeRange,
  type KeysRead,
  keysRequest,
  mayWrite,
  type RangeOptions,
  type RangeRead,
  rangeRequest,
} from './requests.js';
import type { TlsMaterial } from './tls.js';

/** For the login that a watch may need. */
const LOGIN_MS = 1500;
/** Of the time for a question; after it gRPC has its turn. */
const GATEWAY_SHARE = 1 / 3;

/** So long nobody looks for gRPC elsewhere once more. */
const FORGET_MS = 3000;

type Ask<T> = (client: Etcd3, options: { readonly deadline: number }) => Promise<T>;
type WatchStream = IDuplexStream<IWatchRequest, IWatchResponse>;

/**
 * One endpoint with a client of its own, so that each has its own error and its own time. Nothing is repeated here but what
 * etcd has refused for the login.
 */
export class Endpoint {
  readonly address: string;
  private connected: Promise<Etcd3> | null = null;
  private mayAskGateway: boolean;
  private readonly retired: Promise<Etcd3>[] = [];
  /** Who is asked instead. */
  private elsewhere: Endpoint | null = null;
  private looking: Promise<Endpoint | null> | null = null;
  private nowhere: { readonly error: Error; readonly atMs: number } | null = null;
  /** When, by the monotonic clock, the last call ends at the latest, and the login that it may need. */
  private untilMs = 0;

  constructor(
    readonly url: URL,
    private readonly login: EtcdSettings['login'],
    private readonly tls: TlsMaterial | null,
    readonly trace: Trace | null = null,
    /** For addresses with https that etcd itself names; null if no other address is to be looked for. */
    private readonly readTls: (() => Promise<TlsMaterial>) | null = null,
  ) {
    this.address = url.host;
    // A login would be one more request.
    this.mayAskGateway = login === null;
  }

  private get client(): Promise<Etcd3> {
    this.mayAskGateway = false;
    this.connected ??= this.connect(this.login);
    return this.connected;
  }

  private async connect(login: EtcdSettings['login']): Promise<Etcd3> {
    const { url, tls, trace, address } = this;
    const { openEtcdClient } = await import('./etcd-client.js');
    const interceptors =
      trace === null ? [] : [(await import('./trace-calls.js')).tracingCalls(trace, address)];
    return openEtcdClient({ url, tls, login, deadline: () => deadlineAt(this.untilMs), interceptors });
  }

  /** Here, or where etcd has its gRPC if this address speaks HTTP only. */
  private async call<T>(timeoutMs: number, ask: Ask<T>, isWrite = false): Promise<T> {
    const untilMs = performance.now() + timeoutMs;
    try {
      return await (this.elsewhere ?? this).callHere(untilMs, ask);
    } catch (error) {
      // Of a write nobody knows more than that its answer is none.
      if (isWrite && !isUnsent(error)) throw error;
      const found = await this.lookElsewhere(error, untilMs - performance.now());
      if (found === null) throw error;
      return found.callHere(untilMs, ask);
    }
  }

  /** Another address of the same etcd, if gRPC does not get through here and HTTP does; null if that is not the reason for an error. */
  async lookElsewhere(error: unknown, timeoutMs = LOGIN_MS): Promise<Endpoint | null> {
    if (this.readTls === null || error === null) return null;
    const isOther = isAnswered(error) || isPassing(error) || isEtcdsWord(error) || isUnreached(error);
    // Once gRPC has been found elsewhere, it is that which is not there any more.
    if (isOther && !(isUnreached(error) && this.elsewhere !== null)) return null;
    const last = this.nowhere;
    if (last !== null && performance.now() - last.atMs < FORGET_MS) throw last.error;
    this.looking ??= this.findGrpc(this.readTls, timeoutMs).finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async findGrpc(readTls: () => Promise<TlsMaterial>, timeoutMs: number): Promise<Endpoint | null> {
    const { findGrpc } = await import('./grpc-elsewhere.js');
    const { url, login, tls, trace } = this;
    const gateway = { endpoint: url, tls, timeoutMs, trace };
    const openAt = (address: URL, material: TlsMaterial | null): Endpoint =>
      new Endpoint(address, login, material, trace);
    try {
      const found = await findGrpc({ gateway, login, readTls, openAt });
      if (found !== null) {
        this.elsewhere?.close();
        this.elsewhere = found;
      }
      return found;
    } catch (error) {
      if (error instanceof HttpOnlyError) this.nowhere = { error, atMs: performance.now() };
      throw error;
    }
  }

  private async callHere<T>(untilMs: number, ask: Ask<T>): Promise<T> {
    this.untilMs = Math.max(this.untilMs, untilMs);
    const { client } = this;
    const askInTime = async (asked: Promise<Etcd3>): Promise<T> => {
      const opened = await asked;
      return inTime(ask(opened, { deadline: deadlineAt(untilMs) }), untilMs);
    };
    try {
      return await askInTime(client);
    } catch (error) {
      const login = this.loginAfter(error);
      if (login === undefined) throw error;
      // Others may have noticed before, or may still wait for the old client.
      if (this.connected === client) {
        this.retired.push(client);
        this.connected = this.connect(login);
      }
      return askInTime(this.client);
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
    const request = rangeRequest(prefix, options);
    return decodeRange(await this.call(timeoutMs, (client, deadline) => client.kv.range(request, deadline)));
  }

  /** All keys with a prefix that are few. Who asks nothing else is served sooner by the gateway, who asks on by gRPC. */
  async scope(prefix: string, timeoutMs: number, serializable: boolean): Promise<RangeRead> {
    const start = performance.now();
    if (this.mayAskGateway) {
      this.mayAskGateway = false;
      const asked = { prefix, serializable, timeoutMs: timeoutMs * GATEWAY_SHARE };
      const read = await rangeByGateway(this.url, this.tls, asked, this.trace);
      if (read !== null) return read;
    }
    return this.range(prefix, timeoutMs - (performance.now() - start), { serializable });
  }

  /** Single keys, linearizably, as of the newest revision or of another one. */
  async keys(keys: readonly string[], timeoutMs: number, revision = 0): Promise<KeysRead> {
    return decodeKeys(await this.transact(keysRequest(keys, revision), timeoutMs));
  }

  /** One transaction; if it writes and its reply is missing, it may have been done. */
  transact(request: ITxnRequest, timeoutMs: number): Promise<ITxnResponse> {
    return this.call(timeoutMs, (client, deadline) => client.kv.txn(request, deadline), mayWrite(request));
  }

  /** How long a lease still holds; null if it has ended. */
  async lease(id: string, timeoutMs: number): Promise<LeaderLease | null> {
    const reply = await this.call(timeoutMs, (client, deadline) =>
      client.leaseClient.leaseTimeToLive({ ID: id }, deadline),
    );
    const grantedSeconds = Number(reply.grantedTTL);
    if (grantedSeconds === 0) return null;
    return { grantedSeconds, remainingSeconds: Math.max(0, Number(reply.TTL)) };
  }

  /** What this etcd member says about itself; it answers without a quorum, too. */
  status(timeoutMs: number): Promise<IStatusResponse> {
    return this.call(timeoutMs, (client, deadline) => client.maintenance.status(deadline));
  }

  /** Whether this etcd member knows a leader. */
  async hasLeader(timeoutMs: number): Promise<boolean> {
    return (await this.status(timeoutMs)).leader !== '0';
  }

  /** All etcd members as this one knows them, without a quorum, too. */
  async members(timeoutMs: number): Promise<readonly IMember[]> {
    return (await this.memberList(timeoutMs)).members;
  }

  /** Which etcd this is, as its gateway writes it. */
  async clusterId(timeoutMs: number): Promise<string> {
    return (await this.memberList(timeoutMs)).header.cluster_id;
  }

  private memberList(timeoutMs: number): Promise<IMemberListResponse> {
    const request = { linearizable: false };
    return this.call(timeoutMs, (client, deadline) => client.cluster.memberList(request, deadline));
  }

  /** Where gRPC is spoken instead, as far as it is known. */
  get grpcAddress(): string | null {
    return this.elsewhere?.address ?? null;
  }

  /** A stream of changes without an end of its own. */
  async openWatch(): Promise<WatchStream> {
    if (this.elsewhere !== null) return this.elsewhere.openWatch();
    this.untilMs = Math.max(this.untilMs, performance.now() + LOGIN_MS);
    return (await this.client).watchClient.watch();
  }

  close(): void {
    this.elsewhere?.close();
    for (const client of [...this.retired, this.connected])
      client?.then(
        (opened) => opened.close(),
        () => {},
      );
  }
}
