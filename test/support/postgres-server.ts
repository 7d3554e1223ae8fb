import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';

/** PostgreSQL refuses to run as root. */
const ACCOUNT = process.getuid?.() === 0 ? accountOf('postgres') : null;
const OPTIONS = { ...ACCOUNT, cwd: '/', stdio: 'ignore' } as const;

export interface ServerOptions {
  /** Lines of pg_hba.conf; without any everybody may connect. */
  readonly access?: readonly string[];
  /** Files in the data directory, such as a certificate. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: readonly string[];
}

/** One real PostgreSQL on a loopback port. */
export class PostgresServer {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start({ access, files = {}, settings = [] }: ServerOptions = {}): Promise<PostgresServer> {
    const server = await PostgresServer.inNewFolder();
    const { data } = server;
    execFileSync(
      program('initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
      OPTIONS,
    );
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(data, name), content, { mode: 0o600 });
      give(join(data, name));
    }
    if (access !== undefined) await writeFile(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
    await server.configure(settings);
    await server.resume();
    return server;
  }

  /** A standby that streams from another server, which lets its superuser replicate through the socket. */
  static async standbyOf(primary: PostgresServer): Promise<PostgresServer> {
    const server = await PostgresServer.inNewFolder();
    const from = ['-h', primary.folder, '-p', String(primary.port), '-U', 'postgres'];
    execFileSync(program('pg_basebackup'), [...from, '-D', server.data, '-R', '-c', 'fast'], OPTIONS);
    await server.configure([]);
    await server.resume();
    return server;
  }

  private static async inNewFolder(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'ctl-postgres-'));
    give(folder);
    return new PostgresServer(await freePort(), folder);
  }

  /** Runs statements as the superuser, through the socket. */
  psql(statements: string): string {
    const args = [
      '-h',
      this.folder,
      '-p',
      String(this.port),
      '-U',
      'postgres',
      '-d',
      'postgres',
      '-AtqX',
      '-c',
      statements,
    ];
    return execFileSync(program('psql'), args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** Ends it as a fast shutdown, or as a crash. */
  async halt(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Starts it again after `halt`. */
  async resume(): Promise<void> {
    this.child = spawn(program('postgres'), ['-D', this.data], OPTIONS);
    await this.ready();
  }

  async stop(): Promise<void> {
    await this.halt('SIGQUIT');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Its data directory. */
  get data(): string {
    return join(this.folder, 'data');
  }

  private async configure(settings: readonly string[]): Promise<void> {
    const own = [
      `port = ${this.port}`,
      `unix_socket_directories = '${this.folder}'`,
      'fsync = off',
      "timezone = 'UTC'",
    ];
    await appendFile(join(this.data, 'postgresql.conf'), `${[...own, ...settings].join('\n')}\n`);
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      try {
        this.psql('SELECT 1');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error('PostgreSQL did not start');
  }
}

/** Of the newest version that is installed. */
function program(name: string): string {
  const [newest] = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${newest}/bin/${name}`;
}

function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string): number => Number(execFileSync('id', [option, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function give(path: string): void {
  if (ACCOUNT !== null) chownSync(path, ACCOUNT.uid, ACCOUNT.gid);
}
