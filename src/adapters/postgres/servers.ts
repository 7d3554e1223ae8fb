import { createSecureContext } from 'node:tls';
import type { Servers, SqlLogin } from '../../operations/ports/sql-ports.js';
import { type Access, type Open, readAccess, type SqlOptions, warningOnce } from './access.js';
import { connect } from './connect.js';
import { UNTYPED } from './remedies.js';
import { readActivity } from './server-activity.js';
import { readFacts } from './server-facts.js';
import { readHealth } from './server-health.js';
import { readParameters } from './server-parameters.js';
import { keyOf, SpareConnections } from './spare-connections.js';
import { PgWriter } from './write-probe.js';
import { WriterConnections } from './writer-connections.js';

const NOTHING_TYPED: SqlLogin = { username: null, password: null, database: null };
/** Every cluster has it. */
const DATABASE = 'postgres';

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
