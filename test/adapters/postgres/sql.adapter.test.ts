import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSql } from '../../../src/adapters/postgres/sql.js';
import { Failure, type Problem } from '../../../src/errors.js';
import type { SqlAnswer, SqlLogin, SqlSession } from '../../../src/operations/ports/sql-ports.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { freePort, startListener } from '../../support/ports.js';
import { PostgresServer } from '../../support/postgres-server.js';

let server: PostgresServer;
let plain: PostgresServer;
let authority: TestAuthority;
let stranger: TestAuthority;
let client: Certificate;
/** HOME of the environment; nothing is in it. */
let home: string;

const PASSWORD = 'bu:ild\\er';

beforeAll(async () => {
  authority = await TestAuthority.create();
  stranger = await TestAuthority.create();
  client = await authority.issue('certified');
  const { cert, key } = await authority.issue('server', { names: 'DNS:localhost' });
  const [certificate, privateKey, root] = await Promise.all(
    [cert, key, authority.cert].map((path) => readFile(path, 'utf8')),
  );
  server = await PostgresServer.start({
    files: { 'server.crt': certificate ?? '', 'server.key': privateKey ?? '', 'root.crt': root ?? '' },
    settings: ['ssl = on', "ssl_ca_file = 'root.crt'", "datestyle = 'German'"],
    access: [
      'local all postgres trust',
      'host all bob all scram-sha-256',
      'host all open all trust',
      'hostssl all tlsonly all trust',
      'hostnossl all plainonly all trust',
      'hostssl all certified all cert',
    ],
  });
  plain = await PostgresServer.start();
  for (const role of ['open', 'tlsonly', 'plainonly', 'certified']) server.psql(`CREATE ROLE ${role} LOGIN`);
  server.psql(`CREATE ROLE bob LOGIN PASSWORD '${PASSWORD}'`);
  server.psql('CREATE DATABASE bob');
  home = await mkdtemp(join(tmpdir(), 'ctl-home-'));
});

afterAll(async () => {
  await Promise.all([server.stop(), plain.stop()]);
  await Promise.all([rm(home, { recursive: true }), authority.remove(), stranger.remove()]);
});

const NOBODY: SqlLogin = { username: null, password: null, database: null };

interface Attempt {
  readonly env?: Readonly<Record<string, string>>;
  readonly login?: Partial<SqlLogin>;
  readonly settings?: { readonly username: string | null; readonly password: string | null };
  readonly host?: string;
  readonly port?: number;
  readonly deadlineMs?: number;
  readonly warnings?: Problem[];
}

function connect({
  env = {},
  login = {},
  settings,
  host = '127.0.0.1',
  port,
  deadlineMs,
  warnings = [],
}: Attempt) {
  const sql = openSql({
    settings: settings ?? { username: null, password: null },
    placeOf: () => '/etc/patroni.yml, line 7',
    env: { HOME: home, PGDATABASE: 'postgres', ...env },
    deadlineMs: deadlineMs ?? null,
    systemAuthorities: async () => null,
    warn: (problem) => warnings.push(problem),
  });
  return sql.connect({ host, port: port ?? server.port }, { ...NOBODY, ...login });
}

async function withSession<T>(attempt: Attempt, use: (session: SqlSession) => Promise<T>): Promise<T> {
  const session = await connect(attempt);
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** Who is connected to what, and whether by TLS. */
const who = (attempt: Attempt): Promise<string> =>
  withSession(attempt, async (session) => {
    const answer = await session.run(
      'SELECT current_user, current_database(), ssl, application_name FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()',
    );
    if (answer.kind !== 'rows') throw new Error(JSON.stringify(answer));
    const [user, database, ssl] = answer.rows[0] ?? [];
    return `${user}@${database} ${ssl ? 'tls' : 'plain'}`;
  });

/** Code, message and next step of the failure. */
async function failure(attempt: Attempt): Promise<Problem & { readonly outcome: string }> {
  const thrown: unknown = await connect(attempt).then(
    () => new Error('it connected'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof Failure)) throw thrown;
  expect(JSON.stringify([thrown.problem, thrown.message, thrown.stack])).not.toContain(PASSWORD);
  return { ...thrown.problem, outcome: thrown.outcome };
}

describe('the login', () => {
  it('comes from the options, the environment, the password file, the settings', async () => {
    expect(await who({ login: { username: 'bob', password: PASSWORD } })).toBe('bob@postgres tls');
    expect(await who({ env: { PGUSER: 'bob', PGPASSWORD: PASSWORD, PGDATABASE: '' } })).toBe('bob@bob tls');
    expect(await who({ settings: { username: 'bob', password: PASSWORD }, env: { PGDATABASE: '' } })).toBe(
      'bob@postgres tls',
    );
    expect(await who({ login: { username: 'open', database: 'bob' }, env: { PGUSER: 'bob' } })).toBe(
      'open@bob tls',
    );
    const file = join(home, 'pass');
    await writeFile(file, `127.0.0.1:${server.port}:*:bob:bu\\:ild\\\\er\n`, { mode: 0o600 });
    expect(await who({ env: { PGUSER: 'bob', PGPASSFILE: file } })).toBe('bob@postgres tls');
    const services = join(home, 'services');
    await writeFile(services, `[test]\nuser=bob\npassfile=${file}\nsslmode=disable\n`);
    const env = { PGSERVICE: 'test', PGSERVICEFILE: services, PGUSER: 'nobody' };
    expect(await who({ env })).toBe('bob@postgres plain');
  });

  it('ignores a password file that others can read, and says so once', async () => {
    const file = join(home, 'pass-open');
    await writeFile(file, `*:*:*:*:${PASSWORD}\n`);
    await chmod(file, 0o644);
    const warnings: Problem[] = [];
    const { code } = await failure({ env: { PGUSER: 'bob', PGPASSFILE: file }, warnings });
    expect(code).toBe('sql-auth');
    expect(warnings).toMatchObject([{ code: 'password-file-ignored', next: `chmod 600 ${file}` }]);
  });

  it('a wrong password', async () => {
    expect(await failure({ env: { PGUSER: 'bob', PGPASSWORD: 'secret2' } })).toMatchObject({
      outcome: 'unreachable',
      code: 'sql-auth',
      subject: `127.0.0.1:${server.port}`,
      message: `connection to server at "127.0.0.1", port ${server.port} failed: FATAL:  password authentication failed for user "bob"`,
      next: 'user "bob" is from PGUSER, its password from PGPASSWORD; use -U USER and --password for others',
    });
  });

  it('no password', async () => {
    expect(await failure({ env: { PGUSER: 'bob' } })).toMatchObject({
      code: 'sql-auth',
      message: `connection to server at "127.0.0.1", port ${server.port} failed: fe_sendauth: no password supplied`,
      next: expect.stringContaining('no password for it in PGPASSWORD'),
    });
  });

  it('does not complain of a server without TLS if it was asked without', async () => {
    const env = { PGUSER: 'postgres', PGDATABASE: 'nodb' };
    expect((await failure({ port: plain.port, env })).message).toBe(
      `connection to server at "127.0.0.1", port ${plain.port} failed: FATAL:  database "nodb" does not exist`,
    );
  });

  it('nobody may', async () => {
    const { code, message } = await failure({ env: { PGUSER: 'postgres', PGSSLMODE: 'disable' } });
    expect({ code, message }).toEqual({
      code: 'sql-auth',
      message: expect.stringContaining('no pg_hba.conf entry'),
    });
  });

  it('no such database', async () => {
    expect(await failure({ env: { PGUSER: 'open', PGDATABASE: 'nodb' } })).toMatchObject({
      code: 'sql-refused',
      message: expect.stringContaining('FATAL:  database "nodb" does not exist'),
      next: 'database "nodb" is from PGDATABASE; use -d DATABASE for another',
    });
  });
});

describe('sslmode', () => {
  const by = (mode: string, user: string, more: Attempt = {}) =>
    who({ ...more, env: { PGUSER: user, PGSSLMODE: mode, ...more.env } });

  it.each([
    ['disable', 'plain'],
    ['allow', 'plain'],
    ['prefer', 'tls'],
    ['require', 'tls'],
  ])('%s connects by %s', async (mode, transport) => {
    expect(await by(mode, 'open')).toBe(`open@postgres ${transport}`);
  });

  it('allow and prefer try the other way if the server refuses', async () => {
    expect(await by('allow', 'tlsonly')).toBe('tlsonly@postgres tls');
    expect(await by('prefer', 'plainonly')).toBe('plainonly@postgres plain');
  });

  it('prefer is content with a server without TLS, require is not', async () => {
    expect(await by('prefer', 'postgres', { port: plain.port })).toBe('postgres@postgres plain');
    expect(
      await failure({ port: plain.port, env: { PGUSER: 'postgres', PGSSLMODE: 'require' } }),
    ).toMatchObject({
      code: 'sql-tls',
      message: expect.stringContaining('server does not support SSL, but SSL was required'),
      next: 'set PGSSLMODE to prefer to connect without TLS',
    });
  });

  it('verify-ca asks for the authority, verify-full also for the name', async () => {
    const right = { PGSSLROOTCERT: authority.cert };
    const wrong = { PGSSLROOTCERT: stranger.cert };
    expect(await by('verify-ca', 'open', { env: right })).toBe('open@postgres tls');
    expect(await by('verify-full', 'open', { env: right, host: 'localhost' })).toBe('open@postgres tls');
    const wrongName = await failure({ env: { ...right, PGUSER: 'open', PGSSLMODE: 'verify-full' } });
    expect(wrongName).toMatchObject({ code: 'sql-tls', message: expect.stringContaining('127.0.0.1') });
    for (const mode of ['verify-ca', 'verify-full', 'require']) {
      const failed = await failure({ host: 'localhost', env: { ...wrong, PGUSER: 'open', PGSSLMODE: mode } });
      expect(failed).toMatchObject({ code: 'sql-tls', next: expect.stringContaining('PGSSLROOTCERT') });
    }
  });

  it('verify-ca without an authority', async () => {
    expect(await failure({ env: { PGUSER: 'open', PGSSLMODE: 'verify-ca' } })).toMatchObject({
      code: 'sql-tls',
      message: `root certificate file "${home}/.postgresql/root.crt" does not exist`,
    });
  });

  it('presents a client certificate', async () => {
    const certificate = { PGSSLCERT: client.cert, PGSSLKEY: client.key };
    expect(await by('require', 'certified', { env: certificate })).toBe('certified@postgres tls');
    expect((await failure({ env: { PGUSER: 'certified', PGSSLMODE: 'require' } })).code).toBe('sql-auth');
  });
});

describe('a server that does not answer', () => {
  it('refuses', async () => {
    const port = await freePort();
    expect(await failure({ port })).toMatchObject({
      outcome: 'unreachable',
      code: 'sql-unreachable',
      message: `connection to server at "127.0.0.1", port ${port} failed: Connection refused`,
    });
  });

  it('is silent: the deadline counts', async () => {
    const listener = await startListener();
    const start = performance.now();
    const failed = await failure({ port: listener.port, deadlineMs: 500 });
    expect(failed).toMatchObject({
      code: 'sql-unreachable',
      message: expect.stringContaining('timeout expired'),
    });
    expect(performance.now() - start).toBeLessThan(2000);
    await listener.close();
  });

  it('has a name that nobody knows', async () => {
    const { message } = await failure({ host: 'db.invalid' });
    expect(message).toBe('could not translate host name "db.invalid" to address: Name or service not known');
  });
});

describe('statements', () => {
  const run = (statements: string, attempt: Attempt = {}): Promise<SqlAnswer> =>
    withSession({ env: { PGUSER: 'open' }, ...attempt }, (session) => session.run(statements));

  it('give rows: what JSON can hold as such, all other values as text', async () => {
    expect(
      await run('SELECT 1 AS a, 9007199254740993 AS b, true AS c, 1.5::float8 AS d, 1.50 AS e, NULL AS f'),
    ).toEqual({
      kind: 'rows',
      columns: [
        { name: 'a', typeOid: 23, type: 'int4' },
        { name: 'b', typeOid: 20, type: 'int8' },
        { name: 'c', typeOid: 16, type: 'bool' },
        { name: 'd', typeOid: 701, type: 'float8' },
        { name: 'e', typeOid: 1700, type: 'numeric' },
        { name: 'f', typeOid: 25, type: 'text' },
      ],
      rows: [[1, '9007199254740993', true, 1.5, '1.50', null]],
    });
  });

  it('of several the last one counts', async () => {
    expect(await run('SELECT 1; SELECT 2')).toMatchObject({ kind: 'rows', rows: [[2]] });
    expect(await run('SELECT 1; CREATE TEMP TABLE t (a int)')).toEqual({
      kind: 'executed',
      command: 'CREATE',
      rowCount: null,
    });
    expect(await run('SELECT 1; SELECT 1/0')).toMatchObject({ kind: 'failed', error: { sqlstate: '22012' } });
  });

  it('without a result set', async () => {
    expect(await run('CREATE TEMP TABLE t AS SELECT 1')).toMatchObject({
      kind: 'executed',
      command: 'SELECT',
    });
    expect(await run('SELECT FROM (VALUES (1), (2)) AS v')).toMatchObject({
      kind: 'rows',
      columns: [],
      rows: [[], []],
    });
    expect(await run('')).toMatchObject({
      kind: 'failed',
      error: { message: "can't execute an empty query" },
    });
    expect(await run('; -- nothing')).toMatchObject({ kind: 'failed', error: { sqlstate: null } });
  });

  it.each([
    ['COPY (SELECT 1) TO STDOUT', "can't execute COPY TO: use the copy_to() method instead"],
    [
      'CREATE TEMP TABLE t (a int); COPY t FROM STDIN',
      "can't execute COPY FROM: use the copy_from() method instead",
    ],
  ])('%s is no query', async (statement, message) => {
    expect(await run(statement)).toMatchObject({ kind: 'failed', error: { sqlstate: null, message } });
  });

  it('dates are ISO, whatever the server prefers; the rest of libpq is obeyed', async () => {
    expect(await run("SELECT date '2026-11-22'")).toMatchObject({ rows: [['2026-11-22']] });
    const env = { PGUSER: 'open', PGTZ: 'America/St_Johns', PGOPTIONS: '-c work_mem=7MB', PGAPPNAME: 'mine' };
    const settings =
      "SELECT current_setting('timezone'), current_setting('work_mem'), current_setting('application_name')";
    expect(await run(settings, { env })).toMatchObject({ rows: [['America/St_Johns', '7MB', 'mine']] });
    expect(await run("SELECT current_setting('application_name')")).toMatchObject({ rows: [['ctl']] });
  });

  it('the deadline cancels on the server', async () => {
    const start = performance.now();
    expect(await run('SELECT pg_sleep(60)', { deadlineMs: 700 })).toEqual({
      kind: 'cancelled',
      by: 'deadline',
      confirmed: true,
    });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(
      server.psql(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()",
      ),
    ).toBe('0');
  });

  it('a connection that is cut', async () => {
    const cut = server.psql.bind(
      server,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)'",
    );
    const answer = run('SELECT pg_sleep(30)');
    await new Promise((resolve) => setTimeout(resolve, 700));
    cut();
    expect(await answer).toEqual({
      kind: 'lost',
      reason: 'FATAL: terminating connection due to administrator command',
    });
  });
});
