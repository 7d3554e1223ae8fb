import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates } from 'node:tls';
import { Failure } from '../../errors.js';
import type { EtcdSettings } from '../../operations/settings.js';

export interface TlsMaterial {
  readonly rootCertificate: Buffer;
  readonly certChain?: Buffer;
  readonly privateKey?: Buffer;
}

export interface TlsSources {
  readonly tls: EtcdSettings['tls'];
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority; if the system has none, Node's own are. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
}

/** Reads the files that the settings name. */
export async function readTls(sources: TlsSources): Promise<TlsMaterial> {
  try {
    return await readMaterial(sources);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    const { key, message } = error;
    throw new Failure('usage', 'bad-settings', `${sources.placeOf(key)}: ${key}: ${message}`, {
      subject: key,
    });
  }
}

/** What a key of the settings names cannot be used. */
class Unusable extends Error {
  constructor(
    readonly key: string,
    reason: string,
  ) {
    super(reason);
  }
}

async function readMaterial({ tls, systemAuthorities }: TlsSources): Promise<TlsMaterial> {
  const rootCertificate =
    tls.cacert === null
      ? ((await systemAuthorities()) ?? Buffer.from(rootCertificates.join('\n')))
      : await readAuthority(tls.cacert);
  if (tls.cert === null) return { rootCertificate };
  const certChain = await readNamed(tls.cert, 'etcd3.cert');
  // The key may be in the certificate's file.
  const privateKey = tls.key === null ? certChain : await readNamed(tls.key, 'etcd3.key');
  try {
    createSecureContext({ cert: certChain, key: privateKey });
  } catch (error) {
    throw explainMaterial(error);
  }
  return { rootCertificate, certChain, privateKey };
}

async function readAuthority(path: string): Promise<Buffer> {
  const authority = await readNamed(path, 'etcd3.cacert');
  try {
    new X509Certificate(authority);
  } catch {
    // Node would take it in silence, and trust nobody.
    throw new Unusable('etcd3.cacert', `${path} holds no certificate in PEM form`);
  }
  return authority;
}

function explainMaterial(error: unknown): Unusable {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ERR_OSSL_BAD_DECRYPT':
      return new Unusable('etcd3.key', 'the private key is encrypted, which Patroni does not know for etcd');
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return new Unusable('etcd3.key', 'the private key does not belong to the certificate');
    case 'ERR_OSSL_UNSUPPORTED':
      return new Unusable('etcd3.key', 'no private key can be read from it (or from etcd3.cert)');
    default:
      return new Unusable('etcd3.cert', error instanceof Error ? error.message : String(error));
  }
}

async function readNamed(path: string, key: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Unusable(key, `the file cannot be read: ${reason}`);
  });
}
