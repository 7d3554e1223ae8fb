import pg from 'pg';
import type {
  FileSetting,
  ServerParameter,
  ServerParameters,
} from '../../cluster/config/server-parameters.js';
import type { SqlAddress, SqlParameters } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';

const NOT_PERMITTED = '42501';

/** One connection and one round trip, two for a role that may not see the configuration files. */
export async function readParameters(
  open: Open,
  address: SqlAddress,
  timeoutMs: number,
): Promise<SqlParameters> {
  const answer = await askServer(open, address, timeoutMs, askParameters);
  return answer.ok ? { ok: true, parameters: answer.value } : answer;
}

async function askParameters(client: Client): Promise<ServerParameters> {
  const ask = async (text: string): Promise<ServerParameters> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return decodeParameters(rows[0]?.[0] ?? '');
  };
  return ask(PARAMETERS).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NOT_PERMITTED) return ask(WITHOUT_FILES);
    throw thrown;
  });
}

/** What the statement answers. */
interface Told {
  readonly serverVersion: number;
  readonly inRecovery: boolean;
  readonly parameters: readonly ServerParameter[];
  readonly files: readonly FileSetting[] | null;
  readonly availableExtensions: readonly string[];
}

function decodeParameters(text: string): ServerParameters {
  const { parameters, ...others }: Told = JSON.parse(text);
  return { ...others, parameters: new Map(parameters.map((each) => [each.name.toLowerCase(), each])) };
}

const WITHOUT_FILES = statement('NULL');

const PARAMETERS = statement(`(
  SELECT coalesce(json_agg(json_build_object(
    'name', name, 'value', setting, 'file', sourcefile, 'line', sourceline, 'applied', applied, 'error', error
  ) ORDER BY seqno), '[]')
  FROM pg_file_settings WHERE name IS NOT NULL
)`);

function statement(files: string): string {
  return `SELECT json_build_object(
  'serverVersion', current_setting('server_version_num')::int,
  'inRecovery', pg_is_in_recovery(),
  'parameters', (SELECT json_agg(json_build_object(
    'name', name, 'setting', setting, 'unit', unit, 'type', vartype, 'context', context, 'minimum', min_val, 'maximum', max_val,
    'enumValues', enumvals, 'source', source, 'sourceFile', sourcefile, 'bootValue', boot_val, 'resetValue', reset_val,
    'pendingRestart', pending_restart, 'description', short_desc
  )) FROM pg_settings),
  'files', ${files},
  'availableExtensions', (SELECT coalesce(json_agg(name), '[]') FROM pg_available_extensions)
)::text`;
}
