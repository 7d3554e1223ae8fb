import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority and what it signs, made by openssl in a folder of its own. */
export class TestAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'ctl-ca-'));
  readonly certFile = join(this.folder, 'ca.crt');

  constructor(name: string) {
    this.openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', 'ca.key', '-out', 'ca.crt');
  }

  /** The alternative name is such as `DNS:localhost`; a client needs none. */
  sign(name: string, alternativeName?: string): Certificate {
    const [key, request, cert] = [`${name}.key`, `${name}.csr`, `${name}.crt`];
    this.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
    const extension = alternativeName === undefined ? '' : `subjectAltName=${alternativeName}\n`;
    writeFileSync(join(this.folder, 'extensions'), extension);
    this.openssl('x509', '-req', '-in', request, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'extensions', '-out', cert);
    const [certFile, keyFile] = [join(this.folder, cert), join(this.folder, key)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'ignore' });
  }
}
