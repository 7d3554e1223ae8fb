import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServers } from '../../../src/adapters/postgres/servers.js';
import type { ServerActivity } from '../../../src/cluster/evidence/server-activity.js';
import { eventually } from '../../support/eventually.js';
import { PostgresServer } from '../../support/postgres-server.js';

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-backup-'));
  const access = [
    'local all all trust',
    'host all all 127.0.0.1/32 trust',
    'host replication all 127.0.0.1/32 trust',
  ];
  server = await PostgresServer.start({ access });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function servers(user = 'postgres') {
  return openServers({
    settings: { username: user, password: null },
    placeOf: (key) => key,
    env: { HOME: folder, PGSSLMODE: 'disable' },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
  });
}

async function read(user?: string): Promise<ServerActivity> {
  const answer = await servers(user).readActivity({ host: '127.0.0.1', port: server.port }, 5000);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.activity;
}

describe('the activity of a server', () => {
  it('is idle at first', async () => {
    expect(await read()).toEqual({
      configLoadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+00:00$/),
      walSenders: { used: 0, max: 10 },
      replicationSlots: { used: 0, max: 10 },
      baseBackups: [],
    });
  });

  it('tells that the configuration was read again', async () => {
    const before = await read();
    server.psql('SELECT pg_reload_conf()');
    await eventually(
      'a later time',
      async () => {
        return Date.parse((await read()).configLoadedAt) > Date.parse(before.configLoadedAt);
      },
      5000,
    );
  });

  it('has a base backup while it is sent, its places included, but not for everybody', async () => {
    server.psql('CREATE ROLE stranger LOGIN');
    const target = join(folder, 'copy');
    const dsn = ['-h', '127.0.0.1', '-p', `${server.port}`, '-U', 'postgres'];
    const options = ['-D', target, '-c', 'fast', '--max-rate=4M'];
    const backup = spawn(join(programs(), 'pg_basebackup'), [...dsn, ...options], { stdio: 'ignore' });
    const ended = new Promise((resolve) => backup.once('exit', resolve));
    try {
      await eventually(
        'bytes',
        async () => ((await read()).baseBackups?.[0]?.sentBytes ?? 0) > 1_000_000,
        10_000,
      );
      const { baseBackups, walSenders, replicationSlots } = await read();
      expect(baseBackups).toEqual([
        {
          pid: expect.any(Number),
          age: expect.any(Number),
          clientAddress: '127.0.0.1',
          phase: 'streaming database files',
          totalBytes: expect.any(Number),
          sentBytes: expect.any(Number),
        },
      ]);
      expect(baseBackups?.[0]?.totalBytes).toBeGreaterThan(baseBackups?.[0]?.sentBytes ?? Infinity);
      expect({ walSenders, replicationSlots }).toMatchObject({
        walSenders: { used: 2 },
        replicationSlots: { used: 1 },
      });
      expect(await read('stranger')).toMatchObject({ baseBackups: null, walSenders: { used: 2 } });
    } finally {
      backup.kill();
      await ended;
    }
  });

  it('is not to be had where nobody listens', async () => {
    const answer = await servers().readActivity({ host: '127.0.0.1', port: 1 }, 1000);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'sql-unreachable' } });
  });
});

function programs(): string {
  return server.psql("SELECT setting FROM pg_config WHERE name = 'BINDIR'");
}
