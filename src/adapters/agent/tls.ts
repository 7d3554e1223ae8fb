import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { Failure } from '../../errors.js';
import type { AgentSettings } from '../../operations/ports.js';

/** How https to an agent is spoken; options of node:https. */
export interface AgentTls {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

/** Reads the files that the settings name; `systemAuthorities` are trusted if they name no authority. */
export async function readTls(
  settings: AgentSettings,
  systemAuthorities: () => Promise<Buffer | null>,
): Promise<AgentTls> {
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
    throw badSettings('ctl.cacert', `${path} holds no certificate in PEM form`);
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

function explainMaterial(error: unknown, hasPassword: boolean): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ERR_OSSL_BAD_DECRYPT':
      return badSettings(
        'ctl.keyfile_password',
        hasPassword
          ? 'it does not open the private key'
          : 'the private key is encrypted, and this is not set',
      );
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return badSettings('ctl.keyfile', 'the private key does not belong to the certificate');
    case 'ERR_OSSL_UNSUPPORTED':
      return badSettings('ctl.keyfile', 'no private key can be read from it (or from ctl.certfile)');
    default:
      return badSettings('ctl.certfile', error instanceof Error ? error.message : String(error));
  }
}

async function readNamed(key: string, path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw badSettings(key, `the file cannot be read: ${reason}`);
  });
}

function badSettings(key: string, reason: string): Failure {
  return new Failure('usage', 'bad-settings', `${key}: ${reason}`, { subject: key });
}
