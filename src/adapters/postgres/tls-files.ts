import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionOptions, rootCertificates } from 'node:tls';
import { Failure } from '../../errors.js';
import { type Hint, hint } from '../../formats/hint.js';
import type { LibpqParameters, Sourced } from './libpq-parameters.js';
import { type SslMode, type Verification, verificationOf } from './tls-mode.js';

export type SystemAuthorities = () => Promise<Buffer | null>;

/** The files that libpq would read, and the names in its messages. */
interface Files {
  readonly root: Sourced;
  readonly cert: Sourced;
  readonly key: Sourced;
  readonly crl: Sourced;
}

/** What libpq means by the mode and by the files that are there, in Node's words. */
export async function tlsOptions(
  mode: SslMode,
  libpq: LibpqParameters,
  home: string,
  systemAuthorities: SystemAuthorities,
): Promise<ConnectionOptions> {
  const files = filesOf(libpq, home);
  const ca = await readRoot(files.root, mode, systemAuthorities);
  const systemRoots = files.root.value === 'system';
  const verification = systemRoots ? 'authority-and-name' : verificationOf(mode, ca !== null);
  const crl = ca === null ? null : await readIfThere(files.crl.value);
  return {
    ...verify(verification),
    ...(ca === null ? {} : { ca }),
    ...(crl === null ? {} : { crl }),
    ...(await readClientCertificate(files, libpq.sslpassword?.value)),
    minVersion: 'TLSv1.2',
  };
}

function filesOf(libpq: LibpqParameters, home: string): Files {
  const usual = (name: string): Sourced => {
    const path = join(home, '.postgresql', name);
    return { value: path, from: path };
  };
  return {
    root: libpq.sslrootcert ?? usual('root.crt'),
    cert: libpq.sslcert ?? usual('postgresql.crt'),
    key: libpq.sslkey ?? usual('postgresql.key'),
    crl: libpq.sslcrl ?? usual('root.crl'),
  };
}

function verify(verification: Verification): ConnectionOptions {
  switch (verification) {
    case 'none':
      return { rejectUnauthorized: false };
    case 'authority':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'authority-and-name':
      return { rejectUnauthorized: true };
  }
}

async function readRoot(
  root: Sourced,
  mode: SslMode,
  systemAuthorities: SystemAuthorities,
): Promise<Buffer | string[] | null> {
  if (root.value === 'system') return (await systemAuthorities()) ?? [...rootCertificates];
  const text = await readIfThere(root.value);
  if (text === null && mode.startsWith('verify-')) {
    throw tlsFailure(`root certificate file "${root.value}" does not exist`, {
      subject: root.from,
      next: hint`set PGSSLROOTCERT to the file of the authority, or to "system", or change PGSSLMODE to require`,
    });
  }
  return text;
}

async function readClientCertificate(
  { cert, key }: Files,
  passphrase: string | undefined,
): Promise<ConnectionOptions> {
  const chain = await readIfThere(cert.value);
  if (chain === null) return {};
  const secret = await readIfThere(key.value);
  if (secret === null) {
    throw tlsFailure(`certificate present, but not private key file "${key.value}"`, {
      subject: key.from,
      next: hint`set PGSSLKEY to the key of ${cert.value}`,
    });
  }
  return { cert: chain, key: secret, ...(passphrase === undefined ? {} : { passphrase }) };
}

function tlsFailure(message: string, details: { readonly subject: string; readonly next: Hint }): Failure {
  return new Failure('unreachable', 'sql-tls', message, details);
}

async function readIfThere(path: string): Promise<Buffer | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw tlsFailure(`could not read "${path}": ${error.message}`, {
      subject: path,
      next: hint`make it readable, or name another file`,
    });
  });
}
