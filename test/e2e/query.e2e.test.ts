import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type Execution, execute } from '../support/execute.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { cleanEnvironment, runCtl } from '../support/run-ctl.js';

// The shared sandbox runs the newest packaged Patroni; nothing here changes more than rows of temporary tables.

const home = inject('sandboxHome');
const folder = join(home, 'shared');
const settings = join(folder, 'patronictl.yml');
let env: Record<string, string>;
let patronictl: string;

beforeAll(async () => {
  ({ patronictl } = await packagedPatroni('sid'));
  const { stdout } = await runCtl(['sandbox', 'env', 'shared', '--json'], {
    env: { CTL_SANDBOX_HOME: home },
  });
  const { variables } = JSON.parse(stdout);
  env = { CTL_SANDBOX_HOME: home, ...variables };
});

/** Both programs, the time of their rows left out. */
async function both(...line: string[]): Promise<{ readonly theirs: Execution; readonly ours: Execution }> {
  const theirs = await execute(patronictl, line, { env: { ...cleanEnvironment(env), PYTHONUTF8: '1' } });
  const ours = await runCtl(line, { env });
  return { theirs: untimed(theirs), ours: untimed(ours) };
}

function untimed({
  exit,
  stdout,
  stderr,
}: {
  exit: number | null;
  stdout: string;
  stderr: string;
}): Execution {
  return {
    exit: exit ?? -1,
    stderr,
    stdout: stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?=\t| \|)/g, 'TIME'),
  };
}

const MIXED = `SELECT 1 AS a, 'x' AS b, NULL AS c, true AS d, 1.5::float8 AS e, ARRAY['p','q'] AS f, '{"k": [1, 2.0]}'::jsonb AS g, E'two\\nlines' AS h`;

describe('query is patronictl to the character', () => {
  it.each(['tsv', 'pretty', 'json', 'yaml', 'yml'])('--format %s', async (format) => {
    for (const statement of [
      MIXED,
      'SELECT 1 WHERE false',
      'SELECT 1 AS a, 2 AS a',
      'SELECT 1; SELECT 2 AS last',
    ]) {
      const { theirs, ours } = await both('query', '--format', format, '-c', statement);
      expect(theirs.exit, theirs.stderr).toBe(0);
      expect(ours).toEqual({ exit: 0, stdout: theirs.stdout, stderr: '' });
    }
  });

  it('with types that only tsv can show', async () => {
    const statement =
      "SELECT date '2026-11-22', 1.50, interval '1 day 2 h', ARRAY[now()] = ARRAY[now()], timestamptz '2026-11-22 17:04:01.5Z', numrange(1.5, 2), inet '::1'";
    const { theirs, ours } = await both('query', '-c', statement, '--delimiter', '|');
    expect(ours.stdout).toBe(theirs.stdout);
  });

  it.each([
    ['an SQL error', ['-c', 'SELECT 1/0'], 1, 'Error: division by zero (SQLSTATE 22012)'],
    ['a syntax error', ['-c', 'SELEKT'], 1, 'SQLSTATE 42601'],
    ['nothing', ['-c', ''], 1, "Error: can't execute an empty query"],
    ['COPY', ['-c', 'COPY (SELECT 1) TO STDOUT'], 1, 'COPY TO'],
    ['no rows', ['-c', 'CREATE TEMP TABLE t (a int)'], 0, 'warning: executed (CREATE); it returned no rows'],
    ['an unknown member', ['-m', 'pg9', '-c', 'SELECT 1'], 7, 'not found: shared has no member "pg9"'],
    [
      'an unfilled role',
      ['-r', 'standby-leader', '-c', 'SELECT 1'],
      4,
      'unreachable: no member of shared has the role',
    ],
    ['an unknown database', ['-d', 'nodb', '-c', 'SELECT 1'], 4, 'next: database "nodb" is from -d'],
    ['a standby', ['-r', 'replica', '-c', 'CREATE TABLE t (a int)'], 1, 'ask the primary: -r primary'],
  ])('the row for %s; exit code and reason differ', async (_, line, exit, reason) => {
    for (const format of ['tsv', 'pretty', 'json', 'yaml']) {
      const { theirs, ours } = await both('query', ...line, '--format', format);
      expect(theirs.exit).toBe(0);
      expect(ours).toEqual({ exit, stdout: theirs.stdout, stderr: expect.stringContaining(reason) });
    }
  });

  it.each(['leader', 'primary', 'replica', 'standby', 'any'])('finds the %s', async (role) => {
    const { theirs, ours } = await both(
      'query',
      '-r',
      role,
      '-c',
      'SELECT pg_is_in_recovery(), inet_server_port()',
    );
    expect(ours).toEqual({ exit: 0, stdout: theirs.stdout, stderr: '' });
  });

  it('from a file and from standard input, with its own -c and -d', async () => {
    const work = await mkdtemp(join(tmpdir(), 'ctl-query-'));
    const file = join(work, 'a.sql');
    await writeFile(file, "SELECT 'é' AS x\n");
    const { theirs, ours } = await both('-c', settings, 'query', 'shared', '-f', file, '-d', 'postgres');
    expect(ours).toEqual({ exit: 0, stdout: theirs.stdout, stderr: '' });
    const piped = await runCtl(['query', '-f', '-'], { env, input: 'SELECT 5 AS five' });
    expect(piped.stdout).toBe('five\n5\n');
    await rm(work, { recursive: true });
  });
});

describe('query', () => {
  it('needs no login beyond the settings of the cluster', async () => {
    const { stdout, exit } = await runCtl([
      '-c',
      join(folder, 'pg1', 'patroni.yml'),
      'query',
      '-c',
      'SELECT current_user',
    ]);
    expect({ stdout, exit }).toEqual({ stdout: 'current_user\npostgres\n', exit: 0 });
  });

  it('gives one document, errors included', async () => {
    const good = await runCtl(['query', '-c', MIXED, '--json'], { env });
    expect(JSON.parse(good.stdout)).toMatchObject({
      schema: 'ctl.query/1',
      exit: 0,
      rows: [[1, 'x', null, true, 1.5, '{p,q}', '{"k": [1, 2.0]}', 'two\nlines']],
    });
    const bad = await runCtl(['query', '-c', 'SELECT 1/0', '--json'], { env });
    expect(JSON.parse(bad.stdout)).toMatchObject({
      exit: 1,
      sqlstate: '22012',
      code: 'sql-error',
      rows: null,
    });
    expect({ exit: bad.exit, stderr: bad.stderr }).toEqual({ exit: 1, stderr: '' });
  });

  it('asks for the password, which may be piped', async () => {
    const wrong = await runCtl(['query', '--password', '-c', 'SELECT 1'], { env, input: 'wr0ng-secret\n' });
    expect(wrong.exit).toBe(4);
    expect(wrong.stderr).toContain('its password from --password');
    expect(wrong.stderr + wrong.stdout).not.toContain('wr0ng-secret');
    const nobody = await runCtl(['query', '--password', '-c', 'SELECT 1'], { env });
    expect({ exit: nobody.exit, stdout: nobody.stdout }).toEqual({ exit: 2, stdout: '' });
  });

  it('shows no secret', async () => {
    const secrets = (await readFile(join(folder, 'pgpass'), 'utf8'))
      .split('\n')
      .map((line) => line.split(':').at(-1) ?? '');
    const { stdout, stderr } = await runCtl(['query', '-d', 'nodb', '-c', 'SELECT 1', '--json', '--debug'], {
      env,
    });
    for (const secret of secrets.filter((each) => each !== '')) expect(stdout + stderr).not.toContain(secret);
  });

  it('ends at its deadline, on the server as well', async () => {
    const run = await runCtl(['query', '-c', 'SELECT pg_sleep(61)', '--deadline', '2s'], { env });
    expect(run).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('the server has cancelled the query'),
    });
    expect(run.elapsedMs).toBeLessThan(8000);
    expect(await sleepers(61)).toBe('0');
  });

  it('Ctrl-C cancels on the server', async () => {
    const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const child = spawn(process.execPath, [binary, 'query', '-c', 'SELECT pg_sleep(62)'], {
      env: cleanEnvironment(env),
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    while ((await sleepers(62)) !== '1') await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stderr).toBe('cancelled: interrupted; the server has cancelled the query\n');
    expect(await sleepers(62)).toBe('0');
  });

  async function sleepers(seconds: number): Promise<string> {
    const statement = `SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(${seconds})' AND state = 'active'`;
    const { stdout } = await runCtl(['query', '-c', statement], { env });
    return stdout.split('\n')[1] ?? '';
  }
});

describe('dsn', () => {
  it.each([[], ['-r', 'leader'], ['-r', 'replica'], ['-m', 'pg2'], ['-r', 'any']])(
    '%s %s is that of patronictl',
    async (...line) => {
      const { theirs, ours } = await both('dsn', ...line);
      expect(ours).toEqual({ exit: 0, stdout: theirs.stdout, stderr: '' });
    },
  );

  it.each([
    [
      ['-r', 'standby-leader'],
      1,
      'Error: Can not find a suitable member: no member of shared has the role standby-leader',
    ],
    [['-m', 'pg9'], 7, 'not found: Can not find a suitable member: shared has no member "pg9"'],
    [['-m', 'pg1', '-r', 'any'], 2, 'Error: --role and --member are mutually exclusive options'],
  ])('%j fails', async (line, exit, message) => {
    const { theirs, ours } = await both('dsn', ...line);
    expect(theirs.exit).toBe(1);
    expect(ours).toEqual({ exit, stdout: '', stderr: expect.stringContaining(message) });
  });

  it.each([
    ['leader', 'f'],
    ['replica', 't'],
  ])('psql finds the %s with --all', async (role, inRecovery) => {
    const { stdout, exit } = await runCtl(['dsn', '--all', '-r', role, '--json'], { env });
    expect(exit).toBe(0);
    const uri: string = JSON.parse(stdout).dsn;
    const { PGHOST: _host, PGPORT: _port, ...rest } = cleanEnvironment(env);
    const psql = await execute('psql', ['-AtX', '-c', 'SELECT pg_is_in_recovery()', uri], { env: rest });
    expect(psql).toEqual({ exit: 0, stdout: `${inRecovery}\n`, stderr: '' });
  });
});
