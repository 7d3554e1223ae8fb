/** The programs that a sandbox is made of; `postgres` stands for the directory with PostgreSQL's programs. */
export const PROGRAMS = ['etcd', 'patroni', 'postgres', 'haproxy'] as const;

export type ProgramName = (typeof PROGRAMS)[number];

/** An installed program, as it was found when the sandbox was made. */
export interface Program {
  /** The executable; for `postgres` the directory of all its programs. */
  readonly path: string;
  readonly version: string;
}

export type Programs = Readonly<Record<ProgramName, Program>>;

export interface EtcdMember {
  readonly name: string;
  readonly clientPort: number;
  readonly peerPort: number;
}

/** A Patroni agent with its PostgreSQL. */
export interface SandboxMember {
  readonly name: string;
  readonly port: number;
  readonly apiPort: number;
}

interface SandboxBalancer {
  readonly writePort: number;
  readonly readPort: number;
  /** Short enough for a Unix socket, therefore not always inside the sandbox's directory. */
  readonly statsSocket: string;
}

/** Generated passwords; they are written to files of mode 0600 and nowhere else. */
export interface Secrets {
  readonly superuser: string;
  readonly replication: string;
  readonly rewind: string;
  readonly restapi: string;
}

/** A local cluster as it is recorded in its directory; the Patroni scope is the sandbox's name. */
export interface Sandbox {
  readonly format: 1;
  readonly name: string;
  readonly directory: string;
  readonly programs: Programs;
  readonly etcd: readonly EtcdMember[];
  readonly members: readonly SandboxMember[];
  readonly haproxy: SandboxBalancer;
  readonly secrets: Secrets;
}

export const HOST = '127.0.0.1';
export const NAMESPACE = '/service/';
export const SUPERUSER = 'postgres';
export const REPLICATOR = 'replicator';

export function addressOf(port: number): string {
  return `${HOST}:${port}`;
}

/** The settings file of the sandbox, valid for ctl and for patronictl. */
export function settingsFileOf(directory: string): string {
  return `${directory}/patronictl.yml`;
}

/** The libpq password file of the sandbox's user. */
export function passFileOf(directory: string): string {
  return `${directory}/pgpass`;
}
