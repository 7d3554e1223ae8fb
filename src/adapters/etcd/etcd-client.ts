import type { Interceptor } from '@grpc/grpc-js';
import { noop } from 'cockatiel';
import { Etcd3 } from 'etcd3';
import type { EtcdSettings } from '../../operations/settings.js';
import type { TlsMaterial } from './tls.js';

interface EtcdClientOptions {
  readonly url: URL;
  readonly tls: TlsMaterial | null;
  readonly login: EtcdSettings['login'];
  /** When a login ends at the latest, in milliseconds since 1970. */
  readonly deadline: () => number;
  /** Who looks on at all calls, logins included. */
  readonly interceptors: readonly Interceptor[];
}

/** Of one reply: a page of 5000 keys takes some 5 MB, and a value has 1.5 MB at most unless etcd has been told otherwise. */
const MAXIMUM_BYTES = 32 * 1024 * 1024;

/** A client of etcd3 for one endpoint, which repeats nothing. This file is imported by the first connection: gRPC takes 40 ms to load. */
export function openEtcdClient({ url, tls, login, deadline, interceptors }: EtcdClientOptions): Etcd3 {
  neverByProxy(url.hostname);
  return new Etcd3({
    hosts: `${url.protocol}//${url.host}`,
    // By itself etcd3 repeats calls, also writes that may have been applied already.
    faultHandling: { host: () => noop, global: noop },
    grpcOptions: {
      'grpc.max_receive_message_length': MAXIMUM_BYTES,
      // After a cut somebody waits for an answer; by itself gRPC would not even try for a second.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1000,
    },
    ...(interceptors.length === 0 ? {} : { defaultCallOptions: { interceptors: [...interceptors] } }),
    ...(tls === null ? {} : { credentials: tls }),
    ...(login === null ? {} : { auth: { ...login, callOptions: () => ({ deadline: deadline() }) } }),
  });
}

/** gRPC obeys http_proxy even for 127.0.0.1, and etcd3's login takes no option against it. */
function neverByProxy(hostname: string): void {
  const hosts = new Set((process.env.no_grpc_proxy ?? process.env.no_proxy ?? '').split(',').filter(Boolean));
  process.env.no_grpc_proxy = [...hosts.add(hostname)].join(',');
}
