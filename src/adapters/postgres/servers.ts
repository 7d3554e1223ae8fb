import { createSecureContext } from 'node:tls';
import pg from 'pg';
import type { ServerActivity } from '../../cluster/evidence/server-activity.js';
import type { Servers, SqlActivity, SqlAddress, SqlLogin } from '../../operations/ports/sql-ports.js';
import { type Access, type Open, readAccess, type SqlOptions, warningOnce } from './access.js';
import { askServer, type Client } from './ask-server.js';
import { connect } from './connect.js';
import { UNTYPED } from './failure-reasons.js';
import { readFacts } from './server-facts.js';
import { readHealth } from './server-health.js';
import { readParameters } from './server-parameters.js';
import { keyOf, SpareConnections } from './spare-connections.js';
import { PgWriter } from './write-probe.js';
import { WriterConnections } from './writer-connections.js';

const NOTHING_TYPED: SqlLogin = { username: null, password: null, database: null };
/** Every cluster has it. */
const DATABASE = 'postgres';

const NO_SUCH_VIEW = '42P01';

const WITHOUT_BACKUPS = statement('NULL');

const ACTIVITY = statement(`(
  SELECT coalesce(json_agg(json_build_object(
    'pid', b.pid,
    'age', extract(epoch FROM clock_timestamp() - a.backend_start),
    'clientAddress', host(a.client_addr),
    'phase', b.phase,
    'totalBytes', b.backup_total,
    'sentBytes', coalesce(b.backup_streamed, 0)
  ) ORDER BY a.backend_start), '[]')
  FROM pg_stat_progress_basebackup b LEFT JOIN pg_stat_activity a ON a.pid = b.pid
)`);

/** The servers with the login of libpq's environment and files or of the settings, looked up once. */
export function openServers(options: SqlOptions): Servers {
  const once = warningOnce(options);
  let access: Promise<Access> | null = null;
  const open: Open = async (address, timeoutMs, { silenceMs, answered, transport } = {}) => {
    access ??= readAccess(once).then(withSecureContext);
    const { connection, loginAt } = await access;
    const login = loginAt(address, NOTHING_TYPED, DATABASE);
    const transports = transport === undefined ? connection.transports : [transport];
    const options = {
      ...connection,
      transports,
      isoDates: false,
      remedies: UNTYPED,
      timeoutMs,
      silenceMs,
      answered,
    };
    return connect(address, login, options);
  };
  const writers = new Map<string, WriterConnections>();
  const spares = new SpareConnections();
  return {
    readFacts: (address, timeoutMs) =>
      readFacts(open, address, timeoutMs, (connected) => spares.keep(address, connected)),
    readActivity: (address, timeoutMs) => readActivity(open, address, timeoutMs),
    readParameters: (address, timeoutMs) => readParameters(open, address, timeoutMs),
    readHealth: (address, timeoutMs) => readHealth(open, address, timeoutMs),
    openWriter: (address, broken) => {
      const key = keyOf(address);
      const connections = writers.get(key) ?? new WriterConnections(open, address, spares);
      writers.set(key, connections);
      return new PgWriter(connections, broken);
    },
  };
}

/** Reading certificates again and again would cost more than the connections. */
function withSecureContext(access: Access): Access {
  const { connection } = access;
  if (!connection.transports.includes('tls')) return access;
  try {
    const tls = { ...connection.tls, secureContext: createSecureContext(connection.tls) };
    return { ...access, connection: { ...connection, tls } };
  } catch {
    // The connection fails of it, too, and says so.
    return access;
  }
}

/** One connection and one round trip, two for a server before 13. */
async function readActivity(open: Open, address: SqlAddress, timeoutMs: number): Promise<SqlActivity> {
  const answer = await askServer(open, address, timeoutMs, askActivity);
  return answer.ok ? { ok: true, activity: answer.value } : answer;
}

async function askActivity(client: Client): Promise<ServerActivity> {
  const ask = async (text: string): Promise<ServerActivity> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return decodeActivity(rows[0]?.[0] ?? '');
  };
  return ask(ACTIVITY).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NO_SUCH_VIEW) return ask(WITHOUT_BACKUPS);
    throw thrown;
  });
}

/** The statement answers in the words of the domain; a base backup whose phase is hidden tells nothing. */
function decodeActivity(text: string): ServerActivity {
  const { baseBackups, ...others }: ServerActivity = JSON.parse(text);
  const isHidden = baseBackups?.some(({ phase }) => phase === null) ?? true;
  return { ...others, baseBackups: isHidden ? null : baseBackups };
}

function statement(baseBackups: string): string {
  return `SELECT json_build_object(
  'configLoadedAt', pg_conf_load_time(),
  'walSenders', json_build_object(
    'used', (SELECT count(*) FROM pg_stat_replication), 'max', current_setting('max_wal_senders')::int),
  'replicationSlots', json_build_object(
    'used', (SELECT count(*) FROM pg_replication_slots), 'max', current_setting('max_replication_slots')::int),
  'baseBackups', ${baseBackups}
)::text`;
}
