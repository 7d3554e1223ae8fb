import { readFile } from 'node:fs/promises';
import { Failure } from '../../errors.js';
import type { EtcdSettings } from '../../operations/ports.js';

export interface TlsMaterial {
  readonly rootCertificate: Buffer;
  readonly certChain?: Buffer;
  readonly privateKey?: Buffer;
}

/** Node 20 trusts only authorities of its own; operators expect those of the system. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** Reads the files that the settings name. The key may be in the certificate's file. */
export async function readTls(tls: EtcdSettings['tls']): Promise<TlsMaterial> {
  const rootCertificate =
    tls.cacert === null ? await readSystemBundle() : await readNamed(tls.cacert, 'etcd3.cacert');
  if (tls.cert === null) return { rootCertificate };
  const certChain = await readNamed(tls.cert, 'etcd3.cert');
  const privateKey = tls.key === null ? certChain : await readNamed(tls.key, 'etcd3.key');
  return { rootCertificate, certChain, privateKey };
}

async function readNamed(path: string, key: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('usage', 'bad-settings', `${key}: the file cannot be read: ${reason}`, {
      subject: key,
    });
  }
}

async function readSystemBundle(): Promise<Buffer> {
  for (const path of SYSTEM_BUNDLES) {
    try {
      return await readFile(path);
    } catch {
      // the next distribution's place
    }
  }
  throw new Failure(
    'usage',
    'bad-settings',
    'etcd over https needs an authority, and the system has no bundle of them',
    {
      next: 'set etcd3.cacert in the configuration file',
    },
  );
}
