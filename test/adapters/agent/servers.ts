import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AgentSettings } from '../../../src/operations/settings.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { freePort, startListener } from '../../support/ports.js';

export const NO_SETTINGS: AgentSettings = {
  login: null,
  cacert: null,
  certfile: null,
  keyfile: null,
  keyfilePassword: null,
  insecure: false,
};

/** An answer in HTTP/1.0's way, as agents give it: no length, the end of the connection is the end of the answer. */
export function answering(body: string, status = 200): RequestListener {
  return (_, response) => {
    response.socket?.end(`HTTP/1.0 ${status} X\r\nContent-Type: text/html\r\n\r\n${body}`);
  };
}

/** Servers in the place of agents, at addresses such as members publish them. */
export class Servers {
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly authority: TestAuthority,
    readonly certificate: Certificate,
  ) {}

  static async create(): Promise<Servers> {
    const authority = await TestAuthority.create();
    return new Servers(authority, await authority.issue('agent'));
  }

  async serve(listener: RequestListener): Promise<string> {
    return `http://127.0.0.1:${await this.listenOn(createServer(listener))}/patroni`;
  }

  async serveTls(
    listener: RequestListener,
    options: ServerOptions = {},
    host = '127.0.0.1',
  ): Promise<string> {
    const { cert, key } = this.certificate;
    const own = { cert: readFileSync(cert), key: readFileSync(key) };
    return `https://${host}:${await this.listenOn(createTlsServer({ ...own, ...options }, listener))}/patroni`;
  }

  async serveRaw(...args: Parameters<typeof startListener>): Promise<string> {
    const listener = await startListener(...args);
    this.closing.push(() => listener.close());
    return `http://127.0.0.1:${listener.port}/patroni`;
  }

  /** Openssl's own, which says why it does not accept a client's certificate; Node's server would hang up without a word. */
  async serveOpenssl(version: 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
    const port = await freePort();
    const { cert, key } = this.certificate;
    const files = ['-cert', cert, '-key', key, '-CAfile', this.authority.cert];
    const options = ['-Verify', '1', '-verify_return_error', '-www', `-tls1_${version.at(-1)}`];
    const child = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, ...files, ...options]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    this.closing.push(async () => {
      child.kill();
      await ended;
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return `https://127.0.0.1:${port}/patroni`;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.closing.splice(0).map((close) => close()));
  }

  async remove(): Promise<void> {
    await this.authority.remove();
  }

  private async listenOn(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }
}
