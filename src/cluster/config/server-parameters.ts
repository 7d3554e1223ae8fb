import { compareVersions } from '../model/patroni-version.js';
import { KNOWN_PATRONI } from './config-keys.js';

/** One row of `pg_settings`. Numbers are in `unit`; what is null PostgreSQL leaves null, too. */
export interface ServerParameter {
  readonly name: string;
  /** The running value, in `unit`. */
  readonly setting: string | null;
  readonly unit: string | null;
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  readonly context:
    | 'internal'
    | 'postmaster'
    | 'sighup'
    | 'superuser-backend'
    | 'backend'
    | 'superuser'
    | 'user';
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly enumValues: readonly string[] | null;
  /** `default`, `configuration file`, `command line`, `override` … */
  readonly source: string;
  readonly sourceFile: string | null;
  readonly bootValue: string | null;
  readonly resetValue: string | null;
  readonly pendingRestart: boolean;
  readonly description: string | null;
}

/** A line of a configuration file of a server (`pg_file_settings`). */
export interface FileSetting {
  readonly name: string;
  /** As written; null if the line could not be read. */
  readonly value: string | null;
  readonly file: string;
  readonly line: number;
  readonly applied: boolean;
  readonly error: string | null;
}

/** What a running server says about its parameters. */
export interface ServerParameters {
  /** `server_version_num`. */
  readonly serverVersion: number;
  readonly inRecovery: boolean;
  /** By lower-case name. Parameters of extensions are there once their library is loaded. */
  readonly parameters: ReadonlyMap<string, ServerParameter>;
  /** Null without the privilege to see them. */
  readonly files: readonly FileSetting[] | null;
  /** Names of the extensions that could be installed, which tells whose parameters may be set (`pg_available_extensions`). */
  readonly availableExtensions: readonly string[];
}

/** A member as the checks of the configuration see it. */
export interface ConfigMember {
  readonly name: string;
  readonly isLeader: boolean;
  readonly patroniVersion: string | null;
  /** `server_version_num`, from SQL or the agent; null if neither tells. */
  readonly serverVersion: number | null;
  /** Null where SQL cannot be had. */
  readonly parameters: ServerParameters | null;
}

/** Whether a version such as `3.0.2` is before another such as `3.1`; false if it is not known. */
export function isOlder(version: string | null, than: string): boolean {
  return version !== null && compareVersions(version, than) < 0;
}

/** The newest version of the members if it is newer than the keys that are known here; null otherwise. */
export function newestPatroni(members: readonly ConfigMember[]): string | null {
  const versions = members.flatMap(({ patroniVersion }) => patroniVersion ?? []);
  const newest = versions.toSorted(compareVersions).at(-1) ?? null;
  const series = (newest ?? '').split('.').slice(0, 2).join('.');
  return compareVersions(series, KNOWN_PATRONI) > 0 ? newest : null;
}
