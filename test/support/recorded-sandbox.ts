import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SandboxMember {
  readonly name: string;
  /** Of the agent, the data, the logs. */
  readonly directory: string;
  readonly pgPort: number;
  readonly apiPort: number;
  /** HOST:PORT of the agent itself, whatever it publishes. */
  readonly api: string;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A sandbox as it is recorded in its directory. */
export interface RecordedSandbox {
  /** The scope, too. */
  readonly name: string;
  readonly members: readonly SandboxMember[];
  /** HOST:PORT of each. */
  readonly etcd: readonly string[];
  readonly writePort: number;
  readonly readPort: number;
  /** Of PostgreSQL's programs. */
  readonly bin: string;
  readonly apiLogin: Login;
  readonly superuser: Login;
}

/** Wire format of `sandbox.json`. */
interface SandboxJson {
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly port: number; readonly apiPort: number }[];
  readonly etcd: readonly { readonly clientPort: number }[];
  readonly haproxy: { readonly writePort: number; readonly readPort: number };
  readonly programs: { readonly postgres: { readonly path: string } };
  readonly secrets: { readonly superuser: string; readonly restapi: string };
}

export async function readRecordedSandbox(directory: string): Promise<RecordedSandbox> {
  const recorded: SandboxJson = JSON.parse(await readFile(join(directory, 'sandbox.json'), 'utf8'));
  const { name, members, etcd, haproxy, programs, secrets } = recorded;
  return {
    name,
    members: members.map(({ name: member, port, apiPort }) => ({
      name: member,
      directory: join(directory, member),
      pgPort: port,
      apiPort,
      api: `127.0.0.1:${apiPort}`,
    })),
    etcd: etcd.map(({ clientPort }) => `127.0.0.1:${clientPort}`),
    writePort: haproxy.writePort,
    readPort: haproxy.readPort,
    bin: programs.postgres.path,
    apiLogin: { user: 'patroni', password: secrets.restapi },
    superuser: { user: 'postgres', password: secrets.superuser },
  };
}
