import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerHealth } from '../../../src/cluster/evidence/server-activity.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/ports.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { openTestServers } from './open-test-servers.js';

let primary: PostgresServer;
let standby: PostgresServer;

beforeAll(async () => {
  primary = await PostgresServer.start({
    settings: ['max_connections = 37', 'archive_mode = on', "archive_command = 'true'"],
    access: ['local all postgres trust', 'local replication postgres trust', 'host all all all trust'],
  });
  primary.psql('CREATE ROLE visitor LOGIN');
  standby = await PostgresServer.standbyOf(primary);
});
afterAll(() => Promise.all([primary.stop(), standby.stop()]));

async function read({ port }: PostgresServer, user = 'postgres'): Promise<ServerHealth> {
  const answer = await openTestServers({ PGUSER: user }).readHealth({ host: '127.0.0.1', port }, 5000);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.health;
}

describe('the health of a server', () => {
  it('of a primary', async () => {
    const { facts, saturation, ...others } = await read(primary);
    expect(facts).toMatchObject({ inRecovery: false, parameters: { max_connections: 37 } });
    expect(saturation).toEqual({
      connections: 1,
      maxConnections: 37,
      reservedConnections: 3,
      holders: [{ user: 'postgres', application: 'ctl', connections: 1 }],
      syncWaits: 0,
      oldestTransactionAge: null,
      archiver: 'ok',
      walHeldBySlots: 0,
      slots: [],
    });
    expect(others).toEqual({ applyDelay: 0, replayDelay: null, clockAheadMs: 0 });
  });

  it('of a standby', async () => {
    const { facts, saturation, applyDelay, replayDelay, clockAheadMs } = await read(standby);
    expect(facts.inRecovery).toBe(true);
    expect(saturation?.archiver).toBeNull();
    expect({ applyDelay, clockAheadMs }).toEqual({ applyDelay: 0, clockAheadMs: 0 });
    await eventually('all is replayed', async () => (await read(standby)).replayDelay === 0, 10_000);
    expect(replayDelay).toBeGreaterThanOrEqual(0);
  });

  it('tells what a slot holds back, and an archiver that fails', async () => {
    primary.psql("ALTER SYSTEM SET archive_command = 'false'");
    primary.psql('SELECT pg_reload_conf()');
    primary.psql("SELECT pg_create_physical_replication_slot('idle', true)");
    primary.psql(
      "SELECT pg_logical_emit_message(false, 'test', repeat('x', 100000)); SELECT pg_switch_wal()",
    );
    const { saturation } = await read(primary);
    expect(saturation?.slots).toEqual([
      { name: 'idle', heldBytes: saturation?.walHeldBySlots, active: false },
    ]);
    expect(saturation?.walHeldBySlots).toBeGreaterThan(100_000);
    await eventually(
      'a failed attempt',
      async () => (await read(primary)).saturation?.archiver === 'failing',
      20_000,
    );
  });

  it('for a role that may not see what others do leaves that out', async () => {
    const { saturation } = await read(primary, 'visitor');
    expect(saturation).toMatchObject({
      connections: 1,
      maxConnections: 37,
      syncWaits: null,
      oldestTransactionAge: null,
    });
  });

  it('that cannot be had is an answer, too', async () => {
    const port = await freePort();
    const answer = await openTestServers({ PGUSER: 'postgres' }).readHealth(
      { host: '127.0.0.1', port },
      1000,
    );
    expect(answer).toMatchObject({ ok: false, problem: { code: 'sql-unreachable' } });
  });
});
