import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustExecute } from './execute.js';

/** Files in PEM form. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRecipe {
  /** For whom, such as `DNS:localhost`. */
  readonly names?: string;
  /** Days that it is valid, negative for an expired one. */
  readonly days?: number;
  /** Such as `/O=nobody`; by default its name is the common name. */
  readonly subject?: string;
}

/** An authority made for one test, with the openssl of the system. */
export class TestAuthority {
  private constructor(
    private readonly folder: string,
    private readonly own: Certificate,
  ) {}

  static async create(): Promise<TestAuthority> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-tls-'));
    const own = { cert: join(folder, 'ca.pem'), key: join(folder, 'ca.key') };
    const subject = ['-subj', '/CN=authority of a test', '-days', '2'];
    await openssl('req', '-x509', ...NEW_KEY, '-keyout', own.key, '-out', own.cert, ...subject);
    return new TestAuthority(folder, own);
  }

  get cert(): string {
    return this.own.cert;
  }

  async issue(
    name: string,
    { names = 'DNS:localhost,IP:127.0.0.1', days = 1, subject = `/CN=${name}` }: CertificateRecipe = {},
  ): Promise<Certificate> {
    const file = (suffix: string): string => join(this.folder, `${name}.${suffix}`);
    const [cert, key, request, extensions] = [file('pem'), file('key'), file('csr'), file('ext')];
    await openssl('req', '-new', ...NEW_KEY, '-keyout', key, '-out', request, '-subj', subject);
    await writeFile(extensions, `subjectAltName=${names}\n`);
    const authority = ['-CA', this.own.cert, '-CAkey', this.own.key, '-CAcreateserial'];
    const out = ['-out', cert, '-days', String(days), '-extfile', extensions];
    await openssl('x509', '-req', '-in', request, ...authority, ...out);
    return { cert, key };
  }

  /** The same key behind a password. */
  async encrypt({ key }: Certificate, password: string): Promise<string> {
    const encrypted = `${key}.encrypted`;
    await openssl('rsa', '-aes256', '-passout', `pass:${password}`, '-in', key, '-out', encrypted);
    return encrypted;
  }

  /** Both in one file. */
  async join(...paths: readonly string[]): Promise<string> {
    const joined = `${paths.at(-1)}.joined`;
    await writeFile(joined, (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join(''));
    return joined;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

const NEW_KEY = ['-newkey', 'rsa:2048', '-nodes'];

async function openssl(...args: string[]): Promise<void> {
  await mustExecute('openssl', args);
}
