import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Sourced } from './libpq-parameters.js';

const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** What is tried one after the other. */
export type Transport = 'tls' | 'plain';

/** How much of the server's certificate has to be right. */
export type Verification = 'none' | 'authority' | 'authority-and-name';

export function parseSslMode(given: Sourced | null): SslMode {
  const mode = SSL_MODES.find((each) => each === (given?.value ?? 'prefer'));
  if (mode !== undefined) return mode;
  throw new Failure('usage', 'bad-sslmode', `invalid sslmode value: "${given?.value}" (${given?.from})`, {
    next: hint`one of ${SSL_MODES.join(', ')}`,
  });
}

export function transportsOf(mode: SslMode): readonly Transport[] {
  switch (mode) {
    case 'disable':
      return ['plain'];
    case 'allow':
      return ['plain', 'tls'];
    case 'prefer':
      return ['tls', 'plain'];
    default:
      return ['tls'];
  }
}

/** A root certificate that is there is used by every mode (fe-secure-openssl.c, initialize_SSL). */
export function verificationOf(mode: SslMode, hasRootCertificate: boolean): Verification {
  if (mode === 'verify-full') return 'authority-and-name';
  return mode === 'verify-ca' || hasRootCertificate ? 'authority' : 'none';
}
