import { rootCertificates } from 'node:tls';
import type { EtcdSettings } from '../../operations/settings.js';
import { readTlsMaterial, type TlsSources } from '../tls/tls-material.js';

/** PEM, as gRPC wants it. */
export interface TlsMaterial {
  readonly rootCertificate: Buffer;
  readonly certChain?: Buffer;
  readonly privateKey?: Buffer;
}

interface EtcdTlsSources extends Pick<TlsSources, 'placeOf' | 'systemAuthorities'> {
  readonly tls: EtcdSettings['tls'];
}

/** Reads the files that the settings name. */
export async function readTls({ tls, placeOf, systemAuthorities }: EtcdTlsSources): Promise<TlsMaterial> {
  const { authorities, certificate, privateKey } = await readTlsMaterial({
    authority: { key: 'etcd3.cacert', path: tls.cacert },
    certificate: { key: 'etcd3.cert', path: tls.cert },
    privateKey: { key: 'etcd3.key', path: tls.key },
    password: null,
    placeOf,
    systemAuthorities,
  });
  return {
    rootCertificate: authorities ?? Buffer.from(rootCertificates.join('\n')),
    ...(certificate === null || privateKey === null ? {} : { certChain: certificate, privateKey }),
  };
}
