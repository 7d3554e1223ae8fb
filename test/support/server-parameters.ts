import { readFileSync } from 'node:fs';
import type {
  ConfigMember,
  ServerParameter,
  ServerParameters,
} from '../../src/cluster/config/server-parameters.js';

/** A row of the recording: what is null is left out, `current` if it is `setting`. */
type RecordedRow = Pick<ServerParameter, 'name' | 'type' | 'context' | 'source'> &
  Partial<ServerParameter> & { readonly current?: string };

/**
 * The parameters of a real PostgreSQL 15.18 as Patroni starts it, with pg_stat_statements: `pg_settings` with
 * `current_setting(name)`, recorded once.
 */
export const RECORDED_SETTINGS: readonly RecordedRow[] = JSON.parse(
  readFileSync(new URL('recordings-postgresql/15/pg-settings.json', import.meta.url), 'utf8'),
);

export function serverParameters(
  overrides: Readonly<Record<string, Partial<ServerParameter>>> = {},
): ServerParameters {
  const rows = RECORDED_SETTINGS.map(({ current: _, ...row }): [string, ServerParameter] => [
    row.name.toLowerCase(),
    { ...NOTHING, ...row, ...overrides[row.name] },
  ]);
  return {
    serverVersion: 150_018,
    inRecovery: false,
    parameters: new Map(rows),
    files: null,
    availableExtensions: ['plpgsql', 'pg_stat_statements', 'pg_trgm', 'postgres_fdw', 'pg_prewarm'],
  };
}

export function aConfigMember(member: Partial<ConfigMember> = {}): ConfigMember {
  return {
    name: 'pg1',
    isLeader: true,
    patroniVersion: '4.1.5',
    serverVersion: 150_018,
    parameters: null,
    ...member,
  };
}

const NOTHING = {
  setting: null,
  unit: null,
  minimum: null,
  maximum: null,
  enumValues: null,
  sourceFile: null,
  bootValue: null,
  resetValue: null,
  pendingRestart: false,
  description: null,
} as const;
