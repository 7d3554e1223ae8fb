import {
  type ConnectionLook,
  failed,
  type LayerLook,
  type LayerName,
  layersOf,
  passed,
  tlsLayer,
  unused,
} from '../../cluster/evidence/connection-look.js';
import { hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../../operations/ports/dcs-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { EtcdSettings } from '../../operations/settings.js';
import { endpointsOf } from './dcs.js';
import { Endpoint } from './endpoint.js';
import { HttpOnlyError } from './etcd-errors.js';
import { places } from './explain-failure.js';
import { clusterPrefix, notesPrefix } from './keys.js';
import { lookAtRights, type Prefixed } from './look-at-rights.js';
import { type EndpointProbe, probeEndpoint } from './probe-endpoint.js';
import { readTls, type TlsMaterial } from './tls.js';

export interface EtcdConnectionsOptions {
  readonly etcd: EtcdSettings;
  readonly namespace: string;
  readonly origin: () => string;
  readonly placeOf: (key: string) => string;
  readonly systemAuthorities: () => Promise<Buffer | null>;
  readonly trace?: Trace | null;
}

interface LookedAt extends Prefixed {
  readonly tls: TlsMaterial | null;
  /** Where the addresses of the endpoints stand. */
  readonly origin: () => string;
}

const LAYERS: readonly LayerName[] = ['resolve', 'tcp', 'tls', 'answer', 'login', 'read', 'write', 'notes'];

const STEPS = ['resolve', 'connect', 'tls', 'protocol', 'none'] as const;

/** All endpoints at the same time, each over connections of its own. */
export async function lookAtEndpoints(
  options: EtcdConnectionsOptions,
  place: ClusterPlace,
  timeoutMs: number,
): Promise<readonly ConnectionLook[]> {
  const { etcd, namespace, origin, placeOf, trace = null } = options;
  const urls = (await endpointsOf(etcd, timeoutMs, trace)).map((url) => new URL(url));
  const material = (): Promise<TlsMaterial> => readTls({ ...options, tls: etcd.tls });
  const tls = urls.some(({ protocol }) => protocol === 'https:') ? await material() : null;
  const prefixes = {
    cluster: clusterPrefix(namespace, place),
    notes: notesPrefix(namespace, place),
  };
  const lookedAt = { login: etcd.login, placeOf, origin, tls, prefixes };
  const look = async (url: URL): Promise<ConnectionLook> => {
    const own = url.protocol === 'https:' ? tls : null;
    const endpoint = new Endpoint(url, etcd.login, own, trace, material);
    try {
      return await lookAtEndpoint(endpoint, lookedAt, timeoutMs);
    } finally {
      endpoint.close();
    }
  };
  return Promise.all(urls.map(look));
}

/** Steps through a connection to an endpoint; what it may write is tried by a transaction that never holds. */
async function lookAtEndpoint(
  endpoint: Endpoint,
  options: LookedAt,
  timeoutMs: number,
): Promise<ConnectionLook> {
  const until = performance.now() + timeoutMs;
  const left = (): number => Math.max(1, until - performance.now());
  const { url, address } = endpoint;
  // The last part of the time is for what comes behind the connection.
  const tls = url.protocol === 'https:' ? options.tls : null;
  const probe = await probeEndpoint(url, tls, timeoutMs / 2, endpoint.trace);
  const isReached = probe.layer === 'none' || probe.layer === 'protocol';
  const elsewhere = isReached ? await lookForGrpc(endpoint, left() / 2) : null;
  const below =
    elsewhere === null
      ? layersBelow(url, probe, options)
      : [...layersBelow(url, STANDING, options).slice(0, -1), answerOf(elsewhere, options)];
  const isAnswered = below.some(({ layer, state }) => layer === 'answer' && state === 'ok');
  const rights = isAnswered ? await lookAtRights(endpoint, options, left) : [];
  const ends = probe.layer === 'none' ? (probe.tls?.certificateEnds ?? null) : null;
  return {
    target: 'etcd',
    subject: address,
    address,
    layers: layersOf(LAYERS, [...below, ...rights]),
    certificateEnds: ends?.toISOString() ?? null,
  };
}

const STANDING: EndpointProbe = { layer: 'none', tls: null };

/** Where gRPC is spoken, or why nowhere, if the endpoint speaks HTTP only; otherwise null. */
async function lookForGrpc(endpoint: Endpoint, timeoutMs: number): Promise<string | HttpOnlyError | null> {
  const error = await endpoint.members(timeoutMs).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof HttpOnlyError ? error : endpoint.grpcAddress;
}

function answerOf(elsewhere: string | HttpOnlyError, { origin }: LookedAt): LayerLook {
  return elsewhere instanceof HttpOnlyError
    ? failed('answer', 'dcs-http-only', elsewhere.message, hint`the endpoints come from ${origin()}`)
    : passed('answer', `etcd, HTTP only; gRPC is at ${elsewhere}`);
}

/** The connection as far as it got, without the login. */
function layersBelow(url: URL, probe: EndpointProbe, { origin, placeOf }: LookedAt): readonly LayerLook[] {
  const from = hint`the endpoints come from ${origin()}`;
  const reached = STEPS.indexOf(probe.layer);
  const tls = url.protocol === 'https:' ? passed('tls') : unused('tls', 'http');
  const before = [passed('resolve'), passed('tcp'), tls].slice(0, reached);
  switch (probe.layer) {
    case 'resolve':
      return [...before, failed('resolve', 'dcs-unreachable', probe.reason, from)];
    case 'connect':
      return [...before, failed('tcp', 'dcs-unreachable', probe.reason, from)];
    case 'tls': {
      const keys = places({ placeOf }, probe.keys);
      const next = keys ?? hint`renew the certificate of this server; ${from}`;
      return [...before, failed('tls', 'dcs-tls', probe.reason, next)];
    }
    case 'protocol':
      return [...before, failed('answer', 'dcs-unreachable', probe.reason, from)];
    case 'none': {
      const { tls: spoken } = probe;
      const stands = spoken === null ? tls : tlsLayer(spoken.protocol, spoken.certificateEnds, new Date());
      return [passed('resolve'), passed('tcp'), stands, passed('answer', 'etcd')];
    }
  }
}
