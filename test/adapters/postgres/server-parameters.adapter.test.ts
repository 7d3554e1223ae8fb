import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServers } from '../../../src/adapters/postgres/servers.js';
import type { ServerParameters } from '../../../src/cluster/config/server-parameters.js';
import { PostgresServer } from '../../support/postgres-server.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start({
    access: ['local all all trust', 'host all all 127.0.0.1/32 trust'],
  });
});
afterAll(() => server.stop());

function servers(user = 'postgres') {
  return openServers({
    settings: { username: user, password: null },
    placeOf: (key) => key,
    env: { HOME: '/nonexistent', PGSSLMODE: 'disable' },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
  });
}

async function read(user?: string): Promise<ServerParameters> {
  const answer = await servers(user).readParameters({ host: '127.0.0.1', port: server.port }, 5000);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.parameters;
}

describe('the parameters of a server', () => {
  it('are all there, with what is known of each', async () => {
    const { parameters, serverVersion, inRecovery, availableExtensions } = await read();
    expect(parameters.size).toBe(Number(server.psql('SELECT count(*) FROM pg_settings')));
    expect(serverVersion).toBe(Number(server.psql('SHOW server_version_num')));
    expect(inRecovery).toBe(false);
    expect(availableExtensions).toContain('plpgsql');
    expect(parameters.get('work_mem')).toMatchObject({
      name: 'work_mem',
      setting: '4096',
      unit: 'kB',
      type: 'integer',
      context: 'user',
      minimum: '64',
      source: 'default',
      pendingRestart: false,
    });
    expect(parameters.get('wal_level')?.enumValues).toEqual(['minimal', 'replica', 'logical']);
    expect(parameters.get('datestyle')?.name).toBe('DateStyle');
  });

  it('come with the lines of the files that set them', async () => {
    server.psql("ALTER SYSTEM SET work_mem = '12MB'");
    const before = await read();
    expect(before.parameters.get('work_mem')?.setting).toBe('4096');
    expect(before.files?.findLast(({ name }) => name === 'work_mem')).toEqual({
      name: 'work_mem',
      value: '12MB',
      file: expect.stringMatching(/postgresql\.auto\.conf$/),
      line: expect.any(Number),
      applied: true,
      error: null,
    });
    server.psql("ALTER SYSTEM SET max_connections = '77'");
    server.psql('SELECT pg_reload_conf()');
    await expect
      .poll(async () => (await read()).parameters.get('max_connections')?.pendingRestart)
      .toBe(true);
    expect((await read()).parameters.get('work_mem')).toMatchObject({
      setting: '12288',
      source: 'configuration file',
    });
  });

  it('are there without the files for those who may not see them', async () => {
    server.psql('CREATE ROLE stranger LOGIN');
    const { files, parameters } = await read('stranger');
    expect(files).toBeNull();
    expect(parameters.get('work_mem')).toMatchObject({ setting: '12288', sourceFile: null });
  });

  it('are not to be had where nobody listens', async () => {
    const answer = await servers().readParameters({ host: '127.0.0.1', port: 1 }, 1000);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'sql-unreachable' } });
  });
});
