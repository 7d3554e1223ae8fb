import type { CopyFacts } from '../../cluster/reinit/copy-facts.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import { openAsSettings, type SqlOptions } from './access.js';
import { askGuarded, askServer, type Client } from './ask-server.js';

/** Null if the server does not tell in time. */
export async function readCopyFacts(
  options: SqlOptions,
  address: SqlAddress,
  timeoutMs: number,
): Promise<CopyFacts | null> {
  const answer = await askServer(openAsSettings(options), address, timeoutMs, (client: Client) =>
    askGuarded<CopyFacts>(client, HBA_RULES, statement),
  );
  return answer.ok ? answer.value : null;
}

/** A line with a fault does not count (documentation of PostgreSQL, "pg_hba_file_rules"). */
const HBA_RULES = `(
  SELECT coalesce(json_agg(json_build_object(
    'line', line_number,
    'type', type,
    'databases', database,
    'users', user_name,
    'address', address,
    'netmask', netmask,
    'method', auth_method
  ) ORDER BY line_number), '[]')
  FROM pg_hba_file_rules WHERE error IS NULL
)`;

/** `reply_time` exists since PostgreSQL 12, `wal_status` since 13. */
function statement(hbaRules: string): string {
  return `WITH replicators AS (
  SELECT rolname, rolsuper FROM pg_roles
  WHERE rolcanlogin AND (rolreplication OR rolsuper) AND (rolvaliduntil IS NULL OR rolvaliduntil > now())
)
SELECT json_build_object(
  'receivers', (SELECT coalesce(json_agg(json_build_object(
      'name', application_name,
      'silentFor', extract(epoch FROM clock_timestamp() - (to_json(receivers)->>'reply_time')::timestamptz)
    )), '[]') FROM pg_stat_replication AS receivers),
  'slots', (SELECT coalesce(json_agg(json_build_object(
      'name', slot_name,
      'active', active,
      'walStatus', to_json(slots)->>'wal_status',
      'restartPosition', restart_lsn - '0/0'
    )), '[]') FROM pg_replication_slots AS slots WHERE slot_type = 'physical'),
  'replicators', (SELECT coalesce(json_agg(rolname), '[]') FROM replicators
    WHERE NOT rolsuper OR NOT EXISTS (SELECT FROM replicators WHERE NOT rolsuper)),
  'hbaRules', ${hbaRules}
)::text`;
}
