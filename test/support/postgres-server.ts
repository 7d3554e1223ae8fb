import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';

/** PostgreSQL refuses to run as root. */
const ACCOUNT = process.getuid?.() === 0 ? accountOf('postgres') : null;

export interface ServerOptions {
  /** Lines of pg_hba.conf; without any everybody may connect. */
  readonly access?: readonly string[];
  /** Files in the data directory, such as a certificate. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: readonly string[];
}

/** One real PostgreSQL on a loopback port. */
export class PostgresServer {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start({ access, files = {}, settings = [] }: ServerOptions = {}): Promise<PostgresServer> {
    const bin = programs();
    const folder = await mkdtemp(join(tmpdir(), 'ctl-postgres-'));
    give(folder);
    const data = join(folder, 'data');
    const options = { ...ACCOUNT, cwd: '/', stdio: 'ignore' } as const;
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
      options,
    );
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(data, name), content, { mode: 0o600 });
      give(join(data, name));
    }
    if (access !== undefined) await writeFile(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
    const port = await freePort();
    const own = [
      `port = ${port}`,
      `unix_socket_directories = '${folder}'`,
      'fsync = off',
      "timezone = 'UTC'",
    ];
    await appendFile(join(data, 'postgresql.conf'), `${[...own, ...settings].join('\n')}\n`);
    const child = spawn(join(bin, 'postgres'), ['-D', data], options);
    const server = new PostgresServer(port, folder, child);
    await server.ready();
    return server;
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
    return execFileSync(join(programs(), 'psql'), args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGQUIT');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
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

/** The newest one that is installed. */
function programs(): string {
  const [newest] = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return `/usr/lib/postgresql/${newest}/bin`;
}

function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string): number => Number(execFileSync('id', [option, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function give(path: string): void {
  if (ACCOUNT !== null) chownSync(path, ACCOUNT.uid, ACCOUNT.gid);
}
