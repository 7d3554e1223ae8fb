import { readFile } from 'node:fs/promises';

/** Where Debian, Red Hat and others keep the authorities of the system. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The authorities that the system trusts, in PEM form; Node 20 knows only its own. Null if there is no such file. */
export async function readSystemAuthorities(): Promise<Buffer | null> {
  for (const path of BUNDLES) {
    const bundle = await readFile(path).catch(() => null);
    if (bundle !== null) return bundle;
  }
  return null;
}
