import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import type { ClusterPlace } from '../../operations/ports/dcs-ports.js';
import type { EtcdSettings } from '../../operations/settings.js';
import { endpointsOf } from './dcs.js';
import { Endpoint } from './endpoint.js';
import { clusterPrefix, notesPrefix } from './keys.js';
import { lookAtEndpoint } from './look-at-endpoint.js';
import { readTls } from './tls.js';

export interface EtcdConnectionsOptions {
  readonly etcd: EtcdSettings;
  readonly namespace: string;
  readonly origin: () => string;
  readonly placeOf: (key: string) => string;
  readonly systemAuthorities: () => Promise<Buffer | null>;
}

/** All endpoints at the same time, each over connections of its own. */
export async function lookAtEndpoints(
  options: EtcdConnectionsOptions,
  place: ClusterPlace,
  timeoutMs: number,
): Promise<readonly ConnectionLook[]> {
  const { etcd, namespace, origin, placeOf } = options;
  const urls = (await endpointsOf(etcd, timeoutMs)).map((url) => new URL(url));
  const tls = urls.some(({ protocol }) => protocol === 'https:')
    ? await readTls({ ...options, tls: etcd.tls })
    : null;
  const prefixes = {
    cluster: clusterPrefix(namespace, place),
    notes: notesPrefix(namespace, place),
  };
  const lookedAt = { login: etcd.login, placeOf, origin, tls, prefixes };
  const look = async (url: URL): Promise<ConnectionLook> => {
    const endpoint = new Endpoint(url, etcd.login, url.protocol === 'https:' ? tls : null);
    try {
      return await lookAtEndpoint(endpoint, lookedAt, timeoutMs);
    } finally {
      endpoint.close();
    }
  };
  return Promise.all(urls.map(look));
}
