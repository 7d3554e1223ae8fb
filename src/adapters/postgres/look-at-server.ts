import { connect as connectTcp } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  type ConnectionLook,
  failed,
  type LayerLook,
  type LayerName,
  layersOf,
  passed,
  tlsLayer,
  unchecked,
  unused,
  warned,
} from '../../cluster/evidence/connection-look.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { SqlAddress, SqlLogin } from '../../operations/ports/sql-ports.js';
import { readAccess, type SqlOptions } from './access.js';
import { type Connected, connect, end } from './connect.js';
import { beforeDeadline, remainingMs } from './deadline.js';
import { reasonOf, UNTYPED } from './failure-reasons.js';
import type { Login } from './login.js';
import { wordsOf } from './message-limits.js';
import { keyOf } from './spare-connections.js';

const LAYERS: readonly LayerName[] = ['resolve', 'tcp', 'tls', 'login', 'answer', 'privileges'];
const NOTHING_TYPED: SqlLogin = { username: null, password: null, database: null };
const DATABASE = 'postgres';

/** `pg_monitor` exists since PostgreSQL 10. */
const RIGHTS = `SELECT CASE
  WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN 'superuser'
  WHEN pg_has_role(current_user, 'pg_monitor', 'MEMBER') THEN 'pg_monitor' ELSE '' END, split_part(current_setting('server_version'), ' ', 1)`;

/** Steps through a connection to a member's PostgreSQL, with the login of libpq's environment or the settings. */
export async function lookAtServer(
  options: SqlOptions,
  address: SqlAddress,
  timeoutMs: number,
): Promise<ConnectionLook> {
  const deadline = performance.now() + timeoutMs;
  const look = { target: 'sql', subject: keyOf(address), address: keyOf(address) } as const;
  const unreached = await tryTcp(address, timeoutMs / 2);
  if (unreached !== null) return { ...look, layers: layersOf(LAYERS, unreached), certificateEnds: null };
  const below = [passed('resolve'), passed('tcp')];
  try {
    const { connection, loginAt } = await readAccess(options);
    const login = loginAt(address, NOTHING_TYPED, DATABASE);
    const connected = await connect(address, login, {
      ...connection,
      isoDates: false,
      remedies: UNTYPED,
      timeoutMs: () => remainingMs(deadline),
    });
    try {
      const ends = certificateEnd(connected);
      const who = passed('login', `as ${login.user.value}`);
      const rights = await lookAtRights(connected, login, deadline);
      const taken = [...below, tlsOf(connected, ends), who, ...rights];
      return { ...look, layers: layersOf(LAYERS, taken), certificateEnds: ends?.toISOString() ?? null };
    } finally {
      end(connected);
    }
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ...look, layers: layersOf(LAYERS, [...below, ...failedLayers(thrown)]), certificateEnds: null };
  }
}

/** Null if the port accepts connections; a directory of sockets has no such step. */
function tryTcp(address: SqlAddress, timeoutMs: number): Promise<readonly LayerLook[] | null> {
  if (address.host.startsWith('/')) return Promise.resolve(null);
  return new Promise((resolve) => {
    const socket = connectTcp(address);
    const limit = setTimeout(
      () => fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    const leave = (layers: readonly LayerLook[] | null): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(layers);
    };
    const fail = (error: Error): void => {
      const reason = reasonOf(error, address).replace(/^connection to server at .*? failed: /, '');
      const isName = reason.startsWith('could not translate');
      const step = failed(isName ? 'resolve' : 'tcp', 'sql-unreachable', reason, PUBLISHED);
      leave(isName ? [step] : [passed('resolve'), step]);
    };
    socket.once('connect', () => leave(null));
    socket.once('error', fail);
  });
}

const PUBLISHED = hint`it is postgresql.connect_address of its agent; is PostgreSQL running there?`;

/** By the code of the failure; a login that is refused has TLS behind it. */
function failedLayers({ problem }: Failure): readonly LayerLook[] {
  const { code, message, next } = problem;
  const reasons = message
    .split('\n')
    .map((line) => line.replace(/^connection to server at .*? failed: /, ''));
  const step = (layer: LayerName): LayerLook => failed(layer, code, reasons.join('; '), next);
  if (code === 'sql-tls') return [step('tls')];
  if (code === 'sql-auth') return [passed('tls'), step('login')];
  if (code === 'sql-refused' || code === 'sql-too-many-clients')
    return [passed('tls'), passed('login'), step('answer')];
  return [unchecked('tls'), unchecked('login'), step('answer')];
}

function streamOf({ client }: Connected): TLSSocket | null {
  const { stream } = client.connection;
  return stream instanceof TLSSocket ? stream : null;
}

function certificateEnd(connected: Connected): Date | null {
  const ends = new Date(streamOf(connected)?.getPeerCertificate().valid_to ?? '');
  return Number.isNaN(ends.getTime()) ? null : ends;
}

function tlsOf(connected: Connected, ends: Date | null): LayerLook {
  const stream = streamOf(connected);
  return stream === null ? unused('tls', 'without') : tlsLayer(stream.getProtocol(), ends, new Date());
}

/** The server's version, and what the role may see. */
async function lookAtRights(
  { client }: Connected,
  { user }: Login,
  deadline: number,
): Promise<readonly LayerLook[]> {
  const query = client.query<[string, string]>({ text: RIGHTS, rowMode: 'array' });
  const answer = await beforeDeadline(
    query.catch((error: Error) => error),
    deadline,
  );
  if (answer === 'too-late') return [unchecked('answer', 'no answer in time')];
  if (answer.value instanceof Error)
    return [passed('answer'), unchecked('privileges', wordsOf(answer.value))];
  const [right = '', version = ''] = answer.value.rows[0] ?? [];
  const answered = passed('answer', `PostgreSQL ${version}`);
  if (right !== '') return [answered, passed('privileges', right)];
  const seen = `"${user.value}" is neither superuser nor in pg_monitor, so that much stays hidden`;
  const next = hint`GRANT pg_monitor TO ${user.value}, or set PGUSER to another one ("${user.value}" is from ${user.from})`;
  return [answered, warned('privileges', 'sql-privileges', seen, next)];
}
