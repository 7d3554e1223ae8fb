import type {
  ConfigMember,
  FileSetting,
  ServerParameter,
  ServerParameters,
} from '../../src/cluster/config/server-parameters.js';
import { aConfigMember } from './server-parameters.js';

/** A row of `pg_settings`: `work_mem` in `kB`, as long as nobody has set it. */
export function aParameter(changes: Partial<ServerParameter> = {}): ServerParameter {
  return {
    name: 'work_mem',
    setting: '4096',
    unit: 'kB',
    type: 'integer',
    context: 'user',
    minimum: '64',
    maximum: '2147483647',
    enumValues: null,
    source: 'default',
    sourceFile: null,
    bootValue: '4096',
    resetValue: '4096',
    pendingRestart: false,
    description: 'Sets the maximum memory to be used for query workspaces.',
    ...changes,
  };
}

/** A line of a configuration file below `/data`. */
export function aLine(name: string, value: string, file: string, applied = true): FileSetting {
  return { name, value, file: `/data/${file}`, line: 7, applied, error: null };
}

/** What a server of PostgreSQL 15 says, a primary. */
export function someParameters(
  parameters: readonly ServerParameter[],
  changes: Partial<Omit<ServerParameters, 'parameters'>> = {},
): ServerParameters {
  return {
    serverVersion: 150_018,
    inRecovery: false,
    parameters: new Map(parameters.map((each) => [each.name.toLowerCase(), each])),
    files: [],
    availableExtensions: [],
    ...changes,
  };
}

/** Null: it could not be asked. */
export function askedMember(name: string, parameters: ServerParameters | null): ConfigMember {
  const serverVersion = parameters?.serverVersion ?? null;
  return aConfigMember({ name, isLeader: name === 'pg1', serverVersion, parameters });
}
