import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/errors.js';
import type { Writer } from '../../../src/operations/ports/sql-ports.js';
import { TestAuthority } from '../../support/certificates.js';
import { eventually } from '../../support/eventually.js';
import { startListener } from '../../support/ports.js';
import { PostgresServer } from '../../support/postgres-server.js';
import { openTestServers } from './open-test-servers.js';

let primary: PostgresServer;
let authority: TestAuthority;
let folder: string;

const WRITTEN = { kind: 'written' };
const notWritten = (reason: unknown) => ({
  kind: 'not-written',
  reason,
  inRecovery: false,
  askedAfterMs: expect.any(Number),
});
const IN_RECOVERY = { ...notWritten('the server is in recovery'), inRecovery: true };
const AS_APP = { PGUSER: 'app' };

beforeAll(async () => {
  authority = await TestAuthority.create();
  const { cert, key } = await authority.issue('server');
  const [certificate, privateKey] = await Promise.all([cert, key].map((path) => readFile(path, 'utf8')));
  primary = await PostgresServer.start({
    settings: ['wal_level = logical', 'ssl = on'],
    files: { 'server.crt': certificate ?? '', 'server.key': privateKey ?? '' },
    access: [
      'local all postgres trust',
      'local replication postgres trust',
      'host all bob all scram-sha-256',
      'hostssl all carol all reject',
      'host all all all trust',
    ],
  });
  for (const role of ['app', 'quiet', 'reader', 'carol']) primary.psql(`CREATE ROLE ${role} LOGIN`);
  primary.psql("CREATE ROLE bob LOGIN PASSWORD 'wonderland'");
  primary.psql('ALTER ROLE reader SET default_transaction_read_only = on');
  primary.psql('ALTER ROLE quiet SET client_min_messages = error');
  primary.psql("SELECT pg_create_logical_replication_slot('witness', 'test_decoding')");
  folder = await mkdtemp(join(tmpdir(), 'ctl-probe-'));
});

afterAll(async () => {
  await primary.stop();
  await Promise.all([authority.remove(), rm(folder, { recursive: true })]);
});

const opened: Writer[] = [];
afterEach(() => {
  for (const writer of opened.splice(0)) writer.close();
});

const ignore = (): void => {};

function open(
  env: Readonly<Record<string, string>> = AS_APP,
  port = primary.port,
  broken: () => void = ignore,
): Writer {
  const writer = openTestServers(env).openWriter({ host: '127.0.0.1', port }, broken);
  opened.push(writer);
  return writer;
}

/** Messages that were committed since the last call, whether or not anybody heard of it. */
function committed(): number {
  const changes = "pg_logical_slot_get_changes('witness', NULL, NULL)";
  return Number(primary.psql(`SELECT count(*) FROM ${changes} WHERE data LIKE '%prefix: ctl%write probe'`));
}

const OWN = "FROM pg_stat_activity WHERE application_name = 'ctl'";
const processes = (server = primary): string[] =>
  server.psql(`SELECT pid ${OWN}`).split('\n').filter(Boolean);

function setSynchronous(names: string): void {
  primary.psql(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  primary.psql('SELECT pg_reload_conf()');
}

/** Commits that wait for a standby which is not there. */
async function withoutSynchronousStandby(use: () => Promise<void>): Promise<void> {
  setSynchronous('nobody');
  await eventually(
    'synchronous',
    async () => primary.psql('SHOW synchronous_standby_names') === 'nobody',
    5000,
  );
  try {
    await use();
  } finally {
    setSynchronous('');
  }
}

const isWaiting = async (): Promise<boolean> =>
  primary.psql(`SELECT count(*) ${OWN} AND wait_event = 'SyncRep'`) === '1';

describe('a primary', () => {
  it('has written what it has acknowledged, over one connection', async () => {
    committed();
    const writer = open();
    for (let count = 0; count < 5; count += 1) expect(await writer.write(1000)).toEqual(WRITTEN);
    expect(committed()).toBe(5);
    expect(processes()).toHaveLength(1);
    writer.close();
    await eventually('gone', async () => processes().length === 0, 5000);
    expect(await writer.write(1000)).toEqual({ ...notWritten('closed'), askedAfterMs: null });
  });

  it('over TLS, with SCRAM', async () => {
    const writer = open({
      PGUSER: 'bob',
      PGPASSWORD: 'wonderland',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: authority.cert,
    });
    expect(await writer.write(2000)).toEqual(WRITTEN);
    expect(
      primary.psql(`SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'bob'`),
    ).toBe('t');
  });

  it('a session that is read-only has written nothing', async () => {
    committed();
    const writer = open({ PGUSER: 'reader' });
    expect(await writer.write(1000)).toEqual(notWritten('the server is read-only'));
    expect(committed()).toBe(0);
  });

  it('is stopped and started again', async () => {
    const writer = open();
    expect(await writer.write(1000)).toEqual(WRITTEN);
    await primary.halt();
    expect(await writer.write(1000)).toEqual(notWritten(expect.stringContaining('Connection refused')));
    await primary.resume();
    expect(await writer.write(1000)).toEqual(WRITTEN);
  });

  it('an idle connection that was ended is told of at once, and costs no attempt', async () => {
    let told = 0;
    const writer = open(AS_APP, primary.port, () => {
      told += 1;
    });
    await writer.write(1000);
    primary.psql(`SELECT pg_terminate_backend(pid) ${OWN}`);
    await eventually('gone', async () => processes().length === 0, 5000);
    await eventually('told', async () => told > 0, 5000);
    expect(await writer.write(1000)).toEqual(WRITTEN);
    await primary.halt();
    await eventually('told again', async () => told > 1, 5000);
    await primary.resume();
    expect(await writer.write(1000)).toEqual(WRITTEN);
    expect(told).toBe(2);
  });

  it('crashes during a write', async () => {
    const writer = open();
    await withoutSynchronousStandby(async () => {
      const attempt = writer.write(5000);
      await eventually('waiting', isWaiting, 5000);
      await primary.halt('SIGQUIT');
      expect(await attempt).toMatchObject({ kind: 'not-written' });
      await primary.resume();
    });
  });
});

describe('a standby', () => {
  it('keeps its connection, which writes as soon as it is promoted', async () => {
    const standby = await PostgresServer.standbyOf(primary);
    try {
      const writer = open(AS_APP, standby.port);
      expect(await writer.write(1000)).toEqual(IN_RECOVERY);
      const before = processes(standby);
      expect(before).toHaveLength(1);
      expect(await writer.write(1000)).toEqual(IN_RECOVERY);
      standby.psql('SELECT pg_promote()');
      expect(await writer.write(1000)).toEqual(WRITTEN);
      expect(processes(standby)).toEqual(before);
    } finally {
      await standby.stop();
    }
  });
});

describe('a commit that waits for a synchronous standby', () => {
  it('times out here, and leaves no process behind', async () => {
    await withoutSynchronousStandby(async () => {
      committed();
      const writer = open();
      const start = performance.now();
      expect(await writer.write(400)).toEqual(notWritten('no answer in 400 ms'));
      expect(performance.now() - start).toBeLessThan(600);
      await eventually('gone', async () => processes().length === 0, 5000);
      expect(committed()).toBe(1);
    });
    expect(await open().write(1000)).toEqual(WRITTEN);
  });

  it.each(['app', 'quiet'])('is cancelled: committed, but not believed (%s)', async (user) => {
    await withoutSynchronousStandby(async () => {
      committed();
      const attempt = open({ PGUSER: user }).write(10_000);
      await eventually('waiting', isWaiting, 5000);
      primary.psql(`SELECT pg_cancel_backend(pid) ${OWN}`);
      const reason = 'canceling wait for synchronous replication due to user request';
      expect(await attempt).toEqual(notWritten(reason));
      expect(committed()).toBe(1);
    });
  });

  it('is terminated', async () => {
    await withoutSynchronousStandby(async () => {
      const attempt = open().write(10_000);
      await eventually('waiting', isWaiting, 5000);
      primary.psql(`SELECT pg_terminate_backend(pid) ${OWN}`);
      expect(await attempt).toMatchObject({ kind: 'not-written' });
    });
  });

  it('ends with its writer', async () => {
    await withoutSynchronousStandby(async () => {
      const writer = open();
      const attempt = writer.write(10_000);
      await eventually('waiting', isWaiting, 5000);
      writer.close();
      await eventually('gone', async () => processes().length === 0, 5000);
      expect(await attempt).toMatchObject({ kind: 'not-written' });
    });
  });
});

describe('a login that is refused', () => {
  it('tells why, and no secret', async () => {
    const result = await open({ PGUSER: 'bob', PGPASSWORD: 'looking glass' }).write(1000);
    expect(result).toEqual(
      notWritten(expect.stringContaining('password authentication failed for user "bob"')),
    );
    expect(JSON.stringify(result)).not.toContain('looking glass');
    expect(await open({ PGUSER: 'bob' }).write(1000)).toEqual(
      notWritten(expect.stringContaining('no password supplied')),
    );
  });

  it('is not tried again at once', async () => {
    let connections = 0;
    const listener = await startListener((socket) => {
      connections += 1;
      socket.once('data', () => socket.end(refusal('28P01', 'password authentication failed')));
    });
    const writer = open({ PGUSER: 'bob', PGSSLMODE: 'disable' }, listener.port);
    const refused = notWritten(expect.stringContaining('authentication failed'));
    expect(await writer.write(500)).toEqual({ ...refused, askedAfterMs: 0 });
    for (let count = 0; count < 4; count += 1)
      expect(await writer.write(500)).toEqual({ ...refused, askedAfterMs: null });
    expect(connections).toBe(1);
    await eventually(
      'another attempt',
      async () => {
        await writer.write(500);
        return connections === 2;
      },
      5000,
    );
    await listener.close();
  });

  it('a password file that is not used is warned of once', async () => {
    const path = join(folder, 'passwords');
    await writeFile(path, '*:*:*:*:x\n', { mode: 0o644 });
    const warnings: Problem[] = [];
    const servers = openTestServers({ ...AS_APP, PGPASSFILE: path }, (problem) => warnings.push(problem));
    const address = { host: '127.0.0.1', port: primary.port };
    for (const writer of [servers.openWriter(address, ignore), servers.openWriter(address, ignore)]) {
      expect(await writer.write(1000)).toEqual(WRITTEN);
      writer.close();
    }
    expect((await servers.readFacts(address, 1000)).ok).toBe(true);
    expect(warnings.map(({ code }) => code)).toEqual(['password-file-ignored']);
  });
});

describe('a server that answers slowly', () => {
  it.each(['disable', 'require'])('is waited for, as long as it says something: %s', async (PGSSLMODE) => {
    const delayMs = 150;
    const slow = await startListener((socket) => {
      const server = connect(primary.port, '127.0.0.1');
      socket.pipe(server);
      server.on('data', (chunk) => void setTimeout(delayMs).then(() => socket.write(chunk)));
      server.on('error', () => {});
      socket.once('close', () => server.destroy());
    });
    const password = { PGUSER: 'bob', PGPASSWORD: 'wonderland', PGSSLMODE };
    const start = performance.now();
    expect(await open(password, slow.port).write(400)).toEqual(WRITTEN);
    // A login by SCRAM takes three answers, and the write one.
    expect(performance.now() - start).toBeGreaterThan(4 * delayMs);
    await slow.close();
  });
});

describe('a login after the first one', () => {
  it('tries the transport that has worked, and all again when that is refused', async () => {
    let transports: string[] = [];
    const listener = await startListener((socket) => {
      const server = connect(primary.port, '127.0.0.1');
      // The first packet asks for TLS, or begins the login without it.
      socket.once('data', (packet) => transports.push(packet.length === 8 ? 'tls' : 'plain'));
      socket.pipe(server).pipe(socket);
      for (const each of [socket, server]) each.on('error', () => {});
    });
    const servers = openTestServers({ PGUSER: 'carol' });
    const tried = async (expected: unknown): Promise<readonly string[]> => {
      transports = [];
      const writer = servers.openWriter({ host: '127.0.0.1', port: listener.port }, ignore);
      expect(await writer.write(1000)).toEqual(expected);
      writer.close();
      return transports;
    };
    expect(await tried(WRITTEN)).toEqual(['tls', 'plain']);
    expect(await tried(WRITTEN)).toEqual(['plain']);
    // As if another server stood behind the same address.
    const path = primary.psql('SHOW hba_file').trim();
    const access = await readFile(path, 'utf8');
    await writeFile(path, access.replace('hostssl all carol', 'hostnossl all carol'));
    const loadTime = (): string => primary.psql('SELECT pg_conf_load_time()');
    const before = loadTime();
    primary.psql('SELECT pg_reload_conf()');
    await eventually('reloaded', async () => loadTime() !== before, 5000);
    expect(await tried(notWritten(expect.stringContaining('pg_hba.conf rejects')))).toEqual(['plain']);
    expect(await tried(WRITTEN)).toEqual(['tls']);
    await listener.close();
  });
});

describe('a server that is silent', () => {
  it('before the login', async () => {
    const listener = await startListener();
    const writer = open(AS_APP, listener.port);
    const start = performance.now();
    expect(await writer.write(300)).toMatchObject({ kind: 'not-written' });
    expect(performance.now() - start).toBeLessThan(500);
    await listener.close();
  });

  it('after it: writes that nobody answers do not take all of its connections', async () => {
    let connections = 0;
    const listener = await startListener((socket) => {
      connections += 1;
      socket.once('data', () => socket.write(LOGGED_IN));
    });
    const writer = open({ ...AS_APP, PGSSLMODE: 'disable' }, listener.port);
    const reasons = [];
    for (let count = 0; count < 10; count += 1) {
      const result = await writer.write(50);
      reasons.push(result.kind === 'written' ? 'written' : result.reason);
    }
    expect(connections).toBe(8);
    expect(reasons).toEqual([
      ...Array.from({ length: 8 }, () => 'no answer in 50 ms'),
      ...Array.from({ length: 2 }, () => '8 earlier writes are still unanswered'),
    ]);
    await setTimeout(1000);
    // By now there may be another server behind the address.
    expect(await writer.write(50)).toEqual(notWritten('no answer in 50 ms'));
    expect(connections).toBe(9);
    await listener.close();
    await setTimeout(100);
    expect(await writer.write(500)).toEqual(notWritten(expect.stringContaining('Connection refused')));
  });
});

/** AuthenticationOk and ReadyForQuery. */
const LOGGED_IN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** ErrorResponse. */
function refusal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
