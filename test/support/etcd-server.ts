import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authenticate, base64, type EtcdLogin, enableAuthentication } from './etcd-authentication.js';
import { freePort } from './ports.js';

/** One real etcd with keys that a test writes. */
export class EtcdServer {
  private constructor(
    readonly address: string,
    /** Where its gateway is; the same address unless HTTP has a port of its own. */
    readonly httpAddress: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** As root when authentication is on. */
  private token: string | null = null;

  static start(...options: string[]): Promise<EtcdServer> {
    return EtcdServer.launch('etcd', null, options);
  }

  /** With a port for gRPC and another one for HTTP, for which `{http}` stands in an option; etcd 3.4.23 cannot have it. */
  static async startSplit(program: string, ...options: string[]): Promise<EtcdServer> {
    return EtcdServer.launch(program, await freePort(), options);
  }

  private static async launch(
    program: string,
    httpPort: number | null,
    options: readonly string[],
  ): Promise<EtcdServer> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-etcd-'));
    const [client, peer] = [await freePort(), await freePort()];
    const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
    const httpAddress = `127.0.0.1:${httpPort ?? client}`;
    const child = spawn(
      program,
      [
        ['--name', 'test', '--data-dir', folder, '--logger', 'zap', '--log-level', 'error'],
        ['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
        ['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
        ['--initial-cluster', `test=${peerUrl}`],
        httpPort === null ? [] : ['--listen-client-http-urls', `http://${httpAddress}`],
        options.map((option) => option.replace('{http}', `http://${httpAddress}`)),
      ].flat(),
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`etcd ended with ${code}`)));
    });
    failed.catch(() => {});
    const server = new EtcdServer(`127.0.0.1:${client}`, httpAddress, folder, child);
    await Promise.race([server.healthy(), failed]);
    return server;
  }

  /** Writes keys as they are. */
  async put(keys: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(keys)) {
      await this.post('kv/put', { key: base64(key), value: base64(value) });
    }
  }

  /** Removes every key. */
  async wipe(): Promise<void> {
    await this.post('kv/deleterange', { key: base64('\0'), range_end: base64('\0') });
  }

  /** From now on this server is root, and others need the login, which may read below the prefix. */
  async limitTo(login: EtcdLogin, prefix: string): Promise<void> {
    const post = (path: string, body: object): Promise<unknown> => this.post(path, body);
    const root = await enableAuthentication(post, login, prefix);
    this.token = await authenticate(post, root);
  }

  async post(path: string, body: object): Promise<unknown> {
    const reply = await fetch(`http://${this.httpAddress}/v3/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: this.token === null ? {} : { authorization: this.token },
    });
    if (!reply.ok) throw new Error(`etcd ${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async healthy(): Promise<void> {
    for (;;) {
      const reply = await fetch(`http://${this.httpAddress}/health`).catch(() => null);
      if (reply?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
