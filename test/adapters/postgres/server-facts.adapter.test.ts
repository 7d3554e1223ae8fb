import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSql } from '../../../src/adapters/postgres/sql.js';
import type { ServerFacts } from '../../../src/cluster/evidence/server-facts.js';
import type { Problem } from '../../../src/errors.js';
import type { SqlSession } from '../../../src/operations/ports/sql-ports.js';
import { freePort, startListener } from '../../support/ports.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { openTestServers } from './open-test-servers.js';

let primary: PostgresServer;
let standby: PostgresServer;
/** Idle, and in a transaction. */
let sessions: readonly SqlSession[];

beforeAll(async () => {
  primary = await PostgresServer.start({
    settings: ['wal_level = logical', 'max_connections = 37', 'max_prepared_transactions = 5'],
    access: [
      'local all postgres trust',
      'local replication postgres trust',
      'host all bob all scram-sha-256',
      'host all all all trust',
    ],
  });
  for (const role of ['app', 'plain', 'revoked']) primary.psql(`CREATE ROLE ${role} LOGIN`);
  primary.psql("CREATE ROLE bob LOGIN PASSWORD 'wonderland'");
  standby = await PostgresServer.standbyOf(primary);
  primary.psql("SELECT pg_create_logical_replication_slot('orders', 'test_decoding')");
  const sql = openSql({
    settings: { username: null, password: null },
    placeOf: () => '',
    env: { HOME: '/nonexistent' },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
  });
  const login = { username: 'app', password: null, database: 'postgres' };
  const connect = () => sql.connect({ host: '127.0.0.1', port: primary.port }, login);
  sessions = [await connect(), await connect()];
  await sessions[1]?.run('BEGIN; SELECT 1');
});

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await Promise.all([primary.stop(), standby.stop()]);
});

async function facts(server: PostgresServer, user: string): Promise<ServerFacts> {
  const servers = openTestServers({ PGUSER: user });
  const address = { host: '127.0.0.1', port: server.port };
  const answer = await servers.readFacts(address, 2000);
  // The connection is kept for a writer; here it would be counted the next time.
  const writer = servers.openWriter(address, () => {});
  await writer.write(2000);
  writer.close();
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.facts;
}

const PARAMETERS = {
  max_connections: 37,
  max_prepared_transactions: 5,
  max_locks_per_transaction: 64,
  max_wal_senders: 10,
  max_worker_processes: 8,
};
const SLOT = { name: 'orders', active: false, failover: false, synced: false, invalid: false };

describe('the facts of a primary', () => {
  it('for a superuser', async () => {
    expect(await facts(primary, 'postgres')).toEqual({
      inRecovery: false,
      parameters: PARAMETERS,
      logicalSlots: [SLOT],
      clients: 2,
      openTransactions: 1,
      oldestTransactionAge: expect.any(Number),
      checkpointBytes: expect.any(Number),
      walSenders: [
        { name: 'walreceiver', state: 'streaming', sentPosition: expect.any(Number), logical: false },
      ],
      timelineHistory: { timeline: 1, ended: [] },
    });
  });

  it('for somebody who may not see what others do', async () => {
    const found = await facts(primary, 'plain');
    expect(found).toMatchObject({ clients: 2, openTransactions: 1, oldestTransactionAge: null });
    expect(found.checkpointBytes).toBeGreaterThanOrEqual(0);
    expect(found.walSenders).toEqual([
      { name: 'walreceiver', state: null, sentPosition: null, logical: false },
    ]);
  });

  it('for somebody who may not look at the control file', async () => {
    const revoke = 'REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC';
    primary.psql(revoke);
    expect(await facts(primary, 'revoked')).toMatchObject({
      checkpointBytes: null,
      parameters: PARAMETERS,
      clients: 2,
    });
    primary.psql(revoke.replace('REVOKE', 'GRANT').replace('FROM', 'TO'));
  });

  it('counts the WAL since the checkpoint, and knows positions', async () => {
    primary.psql('CHECKPOINT');
    const before = await facts(primary, 'postgres');
    primary.psql("SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))");
    const after = await facts(primary, 'postgres');
    expect((after.checkpointBytes ?? 0) - (before.checkpointBytes ?? 0)).toBeGreaterThan(1_000_000);
    const written = Number(primary.psql("SELECT pg_current_wal_lsn() - '0/0'"));
    expect(Math.abs((after.walSenders[0]?.sentPosition ?? 0) - written)).toBeLessThan(2_000_000);
  });
});

describe('the facts of a standby', () => {
  it.each(['postgres', 'plain'])('for %s', async (user) => {
    expect(await facts(standby, user)).toEqual({
      inRecovery: true,
      parameters: PARAMETERS,
      logicalSlots: [],
      clients: 0,
      openTransactions: 0,
      oldestTransactionAge: null,
      checkpointBytes: null,
      walSenders: [],
      // Who is no superuser may not read the server's files.
      timelineHistory: user === 'postgres' ? { timeline: 1, ended: [] } : null,
    });
  });
});

describe('no facts', () => {
  const problem = async (port: number, env: Readonly<Record<string, string>>): Promise<Problem> => {
    const answer = await openTestServers(env).readFacts({ host: '127.0.0.1', port }, 400);
    if (answer.ok) throw new Error('facts');
    return answer.problem;
  };

  it('nobody listens', async () => {
    expect((await problem(await freePort(), { PGUSER: 'plain' })).code).toBe('sql-unreachable');
  });

  it('a server that is silent', async () => {
    const listener = await startListener();
    const start = performance.now();
    expect((await problem(listener.port, { PGUSER: 'plain' })).code).toBe('sql-unreachable');
    expect(performance.now() - start).toBeLessThan(700);
    await listener.close();
  });

  it('a server that is silent after the login', async () => {
    const listener = await startListener((socket) => {
      socket.once('data', () => socket.write(LOGGED_IN));
    });
    const found = await problem(listener.port, { PGUSER: 'plain', PGSSLMODE: 'disable' });
    expect(found).toMatchObject({
      code: 'sql-unreachable',
      message: expect.stringContaining('no answer in 400 ms'),
    });
    await listener.close();
  });

  it('a wrong password: what to set, and no secret', async () => {
    const found = await problem(primary.port, { PGUSER: 'bob', PGPASSWORD: 'alice' });
    expect(found).toMatchObject({
      code: 'sql-auth',
      message: expect.stringContaining('password authentication failed for user "bob"'),
      next: 'user "bob" is from PGUSER, its password from PGPASSWORD; set PGUSER and PGPASSWORD for others',
    });
    expect(JSON.stringify(found)).not.toContain('alice');
  });

  it('a database that is not there', async () => {
    expect(await problem(primary.port, { PGUSER: 'plain', PGDATABASE: 'nodb' })).toMatchObject({
      code: 'sql-refused',
      next: 'database "nodb" is from PGDATABASE; set PGDATABASE for another',
    });
  });

  it('settings that cannot be understood', async () => {
    expect(await problem(primary.port, { PGUSER: 'plain', PGSSLMODE: 'maybe' })).toMatchObject({
      code: 'bad-sslmode',
    });
  });
});

/** AuthenticationOk and ReadyForQuery. */
const LOGGED_IN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
