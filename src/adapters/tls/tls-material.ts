import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { Failure } from '../../errors.js';

/** A key of the settings, such as `etcd3.cacert`, and the file that it names; null if it is not set. */
interface NamedFile {
  readonly key: string;
  readonly path: string | null;
}

export interface TlsSources {
  readonly authority: NamedFile;
  readonly certificate: NamedFile;
  /** Without it the private key is looked for in the certificate's file. */
  readonly privateKey: NamedFile;
  /** Of the private key; null where nobody can name one. */
  readonly password: { readonly key: string; readonly value: string | null } | null;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority; null if the system has none. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
}

interface TlsMaterial {
  /** PEM; null for those of Node.js. */
  readonly authorities: Buffer | null;
  /** PEM; null without a client certificate. */
  readonly certificate: Buffer | null;
  readonly privateKey: Buffer | null;
  readonly context: SecureContext;
}

/** Reads the files that the settings name, and proves that TLS can be spoken with them; else it throws a Failure that names the key. */
export async function readTlsMaterial(sources: TlsSources): Promise<TlsMaterial> {
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

async function readMaterial(sources: TlsSources): Promise<TlsMaterial> {
  const authorities = (await readAuthority(sources.authority)) ?? (await sources.systemAuthorities());
  const certificate = await readNamed(sources.certificate);
  const privateKey = certificate === null ? null : ((await readNamed(sources.privateKey)) ?? certificate);
  const password = sources.password?.value ?? null;
  const context = createContext(sources, {
    ...(authorities === null ? {} : { ca: authorities }),
    ...(certificate === null ? {} : { cert: certificate }),
    ...(privateKey === null ? {} : { key: privateKey }),
    ...(password === null ? {} : { passphrase: password }),
  });
  return { authorities, certificate, privateKey, context };
}

async function readAuthority(file: NamedFile): Promise<Buffer | null> {
  const authority = await readNamed(file);
  if (authority === null) return null;
  try {
    new X509Certificate(authority);
  } catch {
    // Node would take it in silence, and trust nobody.
    throw new Unusable(file.key, `${file.path} holds no certificate in PEM form`);
  }
  return authority;
}

async function readNamed({ key, path }: NamedFile): Promise<Buffer | null> {
  if (path === null) return null;
  return readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Unusable(key, `the file cannot be read: ${reason}`);
  });
}

function createContext(sources: TlsSources, options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    throw explainMaterial(sources, error);
  }
}

function explainMaterial({ certificate, privateKey, password }: TlsSources, error: unknown): Unusable {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ERR_OSSL_BAD_DECRYPT':
      if (password === null)
        return new Unusable(
          privateKey.key,
          'the private key is encrypted, which Patroni does not know for etcd',
        );
      return new Unusable(
        password.key,
        password.value === null
          ? 'the private key is encrypted, and this is not set'
          : 'it does not open the private key',
      );
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return new Unusable(privateKey.key, 'the private key does not belong to the certificate');
    case 'ERR_OSSL_UNSUPPORTED':
      return new Unusable(privateKey.key, `no private key can be read from it (or from ${certificate.key})`);
    default:
      return new Unusable(certificate.key, error instanceof Error ? error.message : String(error));
  }
}
