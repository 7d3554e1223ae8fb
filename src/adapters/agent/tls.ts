import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { Failure } from '../../errors.js';
import type { AgentSettings } from '../../operations/settings.js';

/** How https to an agent is spoken; options of node:https. */
export interface AgentTls {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

export interface TlsSources {
  readonly settings: AgentSettings;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
}

/** Reads the files that the settings name. */
export async function readTls(sources: TlsSources): Promise<AgentTls> {
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

async function readMaterial({ settings, systemAuthorities }: TlsSources): Promise<AgentTls> {
  const { cacert, certfile, insecure } = settings;
  const ca = cacert === null ? await systemAuthorities() : await readAuthority(cacert);
  const secureContext = createContext({
    // Without any, Node's own authorities are trusted.
    ...(ca === null ? {} : { ca }),
    ...(certfile === null ? {} : await readCertificate(certfile, settings)),
  });
  if (!insecure) return { secureContext, rejectUnauthorized: true };
  // patronictl's rule: with a client certificate only the host name goes unchecked.
  return certfile === null
    ? { secureContext, rejectUnauthorized: false }
    : { secureContext, rejectUnauthorized: true, checkServerIdentity: () => undefined };
}

async function readAuthority(path: string): Promise<Buffer> {
  const ca = await readNamed('ctl.cacert', path);
  try {
    new X509Certificate(ca);
  } catch {
    // Node would take it in silence, and trust nobody.
    throw new Unusable('ctl.cacert', `${path} holds no certificate in PEM form`);
  }
  return ca;
}

/** The key may be in the certificate's file. */
async function readCertificate(certfile: string, settings: AgentSettings): Promise<SecureContextOptions> {
  const { keyfile, keyfilePassword } = settings;
  const cert = await readNamed('ctl.certfile', certfile);
  const key = keyfile === null ? cert : await readNamed('ctl.keyfile', keyfile);
  return { cert, key, ...(keyfilePassword === null ? {} : { passphrase: keyfilePassword }) };
}

function createContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    throw explainMaterial(error, options.passphrase !== undefined);
  }
}

function explainMaterial(error: unknown, hasPassword: boolean): Unusable {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ERR_OSSL_BAD_DECRYPT':
      return new Unusable(
        'ctl.keyfile_password',
        hasPassword
          ? 'it does not open the private key'
          : 'the private key is encrypted, and this is not set',
      );
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return new Unusable('ctl.keyfile', 'the private key does not belong to the certificate');
    case 'ERR_OSSL_UNSUPPORTED':
      return new Unusable('ctl.keyfile', 'no private key can be read from it (or from ctl.certfile)');
    default:
      return new Unusable('ctl.certfile', error instanceof Error ? error.message : String(error));
  }
}

async function readNamed(key: string, path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Unusable(key, `the file cannot be read: ${reason}`);
  });
}
