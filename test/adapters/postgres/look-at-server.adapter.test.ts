import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtServer } from '../../../src/adapters/postgres/look-at-server.js';
import { readRepairFacts } from '../../../src/adapters/postgres/repair-facts.js';
import type { ConnectionLook } from '../../../src/cluster/evidence/connection-look.js';
import { freePort, startListener } from '../../support/ports.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { newSecret } from '../../support/secrets.js';

const secret = newSecret();
let server: PostgresServer;
let standby: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start({
    access: ['local all all trust', 'local replication all trust', 'host all all 127.0.0.1/32 scram-sha-256'],
    settings: ['wal_log_hints = on'],
  });
  server.psql(`CREATE ROLE watcher LOGIN PASSWORD '${secret}'; ALTER ROLE postgres PASSWORD '${secret}'`);
  server.psql(`CREATE ROLE monitor LOGIN PASSWORD '${secret}'; GRANT pg_monitor TO monitor`);
  standby = await PostgresServer.standbyOf(server);
});
afterAll(async () => {
  await standby.stop();
  await server.stop();
});

function options(env: Readonly<Record<string, string>>) {
  return {
    settings: { username: null, password: null },
    placeOf: () => 'settings.yml, line 7',
    env: { HOME: '/nonexistent', ...env },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
  };
}

function look(
  env: Readonly<Record<string, string>>,
  { port = server.port, host = '127.0.0.1' } = {},
): Promise<ConnectionLook> {
  return lookAtServer(options(env), { host, port }, 1500);
}

function steps({ layers }: ConnectionLook): string {
  return layers.map(({ layer, state }) => `${layer} ${state}`).join(', ');
}

const as = (user: string, password = secret) => ({ PGUSER: user, PGPASSWORD: password });

describe('the steps to a server', () => {
  it('are told, with what the role may see', async () => {
    const { layers, subject } = await look(as('postgres'));
    expect(layers.map(({ layer, state, seen }) => [layer, state, seen])).toEqual([
      ['resolve', 'ok', null],
      ['tcp', 'ok', null],
      ['tls', 'unused', 'without'],
      ['login', 'ok', 'as postgres'],
      ['answer', 'ok', expect.stringMatching(/^PostgreSQL \d+\.\d+$/)],
      ['privileges', 'ok', 'superuser'],
    ]);
    expect(subject).toBe(`127.0.0.1:${server.port}`);
    expect((await look(as('monitor'))).layers.at(-1)?.seen).toBe('pg_monitor');
  });

  it('warn of a role that sees little', async () => {
    expect((await look(as('watcher'))).layers.at(-1)).toEqual({
      layer: 'privileges',
      state: 'warning',
      code: 'sql-privileges',
      seen: '"watcher" is neither superuser nor in pg_monitor, so that much stays hidden',
      next: 'GRANT pg_monitor TO watcher, or set PGUSER to another one ("watcher" is from PGUSER)',
    });
  });

  it('end where the password is wrong', async () => {
    const seen = await look(as('postgres', newSecret()));
    expect(steps(seen)).toBe(
      'resolve ok, tcp ok, tls ok, login failed, answer unchecked, privileges unchecked',
    );
    expect(seen.layers[3]).toMatchObject({
      code: 'sql-auth',
      seen: 'FATAL:  password authentication failed for user "postgres"',
    });
    expect(seen.layers[3]?.next).toContain('PGPASSWORD');
  });

  it('end where TLS is demanded of a server without', async () => {
    const seen = await look({ ...as('postgres'), PGSSLMODE: 'require' });
    expect(seen.layers[2]).toMatchObject({ layer: 'tls', state: 'failed', code: 'sql-tls' });
    expect(seen.layers[2]?.seen).toContain('server does not support SSL');
  });

  it.each<[string, () => Promise<{ host?: string; port?: number }>, string, string]>([
    ['nobody is there', async () => ({ port: await freePort() }), 'tcp', 'Connection refused'],
    ['the name is unknown', async () => ({ host: 'db.invalid' }), 'resolve', 'could not translate host name'],
  ])('end where %s', async (_, address, layer, seen) => {
    const failed = (await look(as('postgres'), await address())).layers.find(
      ({ state }) => state === 'failed',
    );
    expect(failed).toMatchObject({ layer, code: 'sql-unreachable' });
    expect(failed?.seen).toContain(seen);
    expect(failed?.next).toContain('postgresql.connect_address');
  });

  it('end in time where nobody answers', async () => {
    const listener = await startListener();
    const begun = performance.now();
    const seen = await look(as('postgres'), { port: listener.port });
    await listener.close();
    expect(steps(seen)).toContain('tcp ok, tls unchecked, login unchecked, answer failed');
    expect(performance.now() - begun).toBeLessThan(2500);
  });
});

describe('what decides whether a member comes back', () => {
  const facts = (user: string, { port } = server) =>
    readRepairFacts(options(as(user)), { host: '127.0.0.1', port }, 3000);

  it('is told by a primary', async () => {
    const told = await facts('postgres');
    expect(told).toMatchObject({
      dataChecksums: false,
      walLogHints: true,
      fullPageWrites: true,
      replayPosition: null,
      receiver: null,
    });
    const [oldest, size] = server
      .psql(
        "SELECT min(pg_walfile), current_setting('wal_segment_size') FROM (SELECT name AS pg_walfile FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$') s",
      )
      .split('|');
    expect(size).toBe('16MB');
    const [high, low] = [oldest?.slice(8, 16), oldest?.slice(16)].map((part) =>
      Number.parseInt(part ?? '', 16),
    );
    expect(told?.oldestWal).toBe((high ?? 0) * 2 ** 32 + (low ?? 0) * 16 * 1024 * 1024);
  });

  it('is told by a standby', async () => {
    const told = await facts('postgres', standby);
    expect(told?.receiver).toBe('streaming');
    expect(told?.replayPosition).toBeGreaterThan(0);
  });

  it('is told but for the WAL by a role that may not see it', async () => {
    expect(await facts('watcher')).toMatchObject({ oldestWal: null, fullPageWrites: true });
  });

  it('is nothing if the server does not answer', async () => {
    const address = { host: '127.0.0.1', port: await freePort() };
    expect(await readRepairFacts(options(as('postgres')), address, 500)).toBeNull();
  });
});
