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
import type { Endpoint } from './endpoint.js';
import { places } from './explain-failure.js';
import { lookAtRights, type Prefixed } from './look-at-rights.js';
import { type EndpointProbe, probeEndpoint } from './probe-endpoint.js';
import type { TlsMaterial } from './tls.js';

export interface LookedAt extends Prefixed {
  readonly tls: TlsMaterial | null;
  /** Where the addresses of the endpoints stand. */
  readonly origin: () => string;
}

const LAYERS: readonly LayerName[] = ['resolve', 'tcp', 'tls', 'answer', 'login', 'read', 'write', 'notes'];

/** Steps through a connection to an endpoint; what it may write is tried by a transaction that never holds. */
export async function lookAtEndpoint(
  endpoint: Endpoint,
  options: LookedAt,
  timeoutMs: number,
): Promise<ConnectionLook> {
  const until = performance.now() + timeoutMs;
  const left = (): number => Math.max(1, until - performance.now());
  const { url, address } = endpoint;
  // The last part of the time is for what comes behind the connection.
  const probe = await probeEndpoint(url, url.protocol === 'https:' ? options.tls : null, timeoutMs / 2);
  const below = layersBelow(url, probe, options);
  const rights = probe.layer === 'none' ? await lookAtRights(endpoint, options, left) : [];
  const ends = probe.layer === 'none' ? (probe.tls?.certificateEnds ?? null) : null;
  return {
    target: 'etcd',
    subject: address,
    address,
    layers: layersOf(LAYERS, [...below, ...rights]),
    certificateEnds: ends?.toISOString() ?? null,
  };
}

const STEPS = ['resolve', 'connect', 'tls', 'protocol', 'none'] as const;

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
