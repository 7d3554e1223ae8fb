import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import type { SqlAnswer } from '../../../src/operations/ports/sql-ports.js';
import type { QueryReport } from '../../../src/operations/query/query-report.js';
import { type QueryRequest, runQuery } from '../../../src/operations/query/run-query.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { FakeInput, FakeSql, oneValue } from '../../support/fake-sql.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';

const REQUEST: QueryRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  role: null,
  member: null,
  command: 'query',
  statements: 'SELECT 1',
  file: null,
  username: null,
  database: null,
  asksPassword: false,
  everyMs: null,
};

function world({ answer = oneValue(1), input = new FakeInput(), cluster = aCluster() } = {}) {
  const sql = new FakeSql(
    new Map([
      [15401, { inRecovery: true, answer }],
      [15402, { inRecovery: false, answer }],
    ]),
  );
  return { dcs: new FakeDcs({ demo: cluster }), sql, clock: new FakeClock(), input };
}

async function run(changes: Partial<QueryRequest> = {}, ports = world()): Promise<QueryReport> {
  const { value } = await runQuery(ports, { ...REQUEST, ...changes }).next();
  if (value === undefined) throw new Error('no report');
  expect(ports.sql.open).toBe(0);
  return value;
}

describe('runQuery', () => {
  it('asks the leader', async () => {
    const ports = world();
    expect(await run({}, ports)).toEqual({
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      at: '2026-11-22T18:07:00.000Z',
      scope: 'demo',
      group: null,
      member: 'pg2',
      host: '127.0.0.1',
      port: 15402,
      columns: [{ name: '?column?', typeOid: 23, type: 'int4' }],
      rows: [[1]],
      command: null,
      rowCount: null,
      sqlstate: null,
      remark: null,
    });
    expect(ports.sql.log).toEqual(['connect 127.0.0.1:15402 null/null/null', 'SELECT 1']);
  });

  it('takes the statements from a file, and login and password as they are given', async () => {
    const ports = world({ input: new FakeInput({ 'a.sql': 'SELECT 2' }, 'secret') });
    await run(
      { statements: null, file: 'a.sql', username: 'bob', database: 'app', asksPassword: true },
      ports,
    );
    expect(ports.sql.log).toEqual(['connect 127.0.0.1:15402 bob/secret/app', 'SELECT 2']);
  });

  it.each([
    [{ statements: null }, 'You need to specify either --command or --file'],
    [{ file: 'a.sql' }, '--file and --command are mutually exclusive options'],
    [{ role: 'any', member: 'pg1' } as const, '--role and --member are mutually exclusive options'],
    [{ statements: null, file: '-', asksPassword: true }, 'standard input holds the statements'],
  ])('%j is a usage error before anything happens', async (changes, message) => {
    const ports = world();
    ports.dcs.failWith(new Error('must not be read'));
    await expect(run(changes, ports)).rejects.toMatchObject({
      outcome: 'usage',
      message: expect.stringContaining(message),
    });
  });
});

describe('the role', () => {
  it.each([
    ['replica', 'pg1'],
    ['standby', 'pg1'],
    ['primary', 'pg2'],
  ] as const)('%s is verified on the server', async (role, member) => {
    const ports = world();
    expect(await run({ role }, ports)).toMatchObject({ outcome: 'done', member });
    expect(ports.sql.log[1]).toBe('SELECT pg_catalog.pg_is_in_recovery()');
  });

  it('a server that is something else is no connection', async () => {
    const ports = world({ cluster: aCluster({ leader: 'pg1' }) });
    expect(await run({ role: 'primary' }, ports)).toMatchObject({
      outcome: 'unreachable',
      code: 'role-mismatch',
      remark: "No connection to role 'primary' is available",
    });
    expect(ports.sql.log).toHaveLength(2);
  });

  it.each([
    [{ member: 'pg9' }, 'not-found', 'unknown-member', 'No connection to member pg9 is available'],
    [
      { role: 'standby-leader' } as const,
      'unreachable',
      'no-suitable-member',
      "No connection to role 'standby-leader' is available",
    ],
  ])('%j: %s %s, and the row of patronictl', async (changes, outcome, code, remark) => {
    expect(await run(changes)).toMatchObject({
      outcome,
      code,
      remark,
      member: null,
      columns: null,
      rows: null,
    });
  });

  it('without a leader there is no connection', async () => {
    const ports = world({ cluster: aCluster({ leader: null }) });
    expect(await run({}, ports)).toMatchObject({
      outcome: 'unreachable',
      remark: 'No connection is available',
      errors: [{ message: 'demo has no leader at the moment' }],
    });
  });

  it('a member without an address cannot be reached', async () => {
    const cluster = aCluster({ members: [aMember('pg2', { host: null, port: null })] });
    expect(await run({}, world({ cluster }))).toMatchObject({ outcome: 'unreachable', code: 'no-address' });
  });
});

describe('how it ends', () => {
  const failed = (error: object): SqlAnswer => ({
    kind: 'failed',
    error: { sqlstate: null, message: 'm', detail: null, hint: null, ...error },
  });

  it.each<[SqlAnswer, string, string | null, string | null, string | null]>([
    [
      failed({ sqlstate: '22012', message: 'division by zero' }),
      'refused',
      'sql-error',
      'ERROR, SQLSTATE: 22012',
      'division by zero (SQLSTATE 22012)',
    ],
    [failed({ message: "can't\ndo" }), 'refused', 'sql-error', "ERROR, SQLSTATE: can't do", "can't\ndo"],
    [
      failed({ sqlstate: '23505', message: 'dup', detail: 'Key (a)=(1) exists.' }),
      'refused',
      'sql-error',
      'ERROR, SQLSTATE: 23505',
      'dup (SQLSTATE 23505)\nKey (a)=(1) exists.',
    ],
    [
      { kind: 'executed', command: 'INSERT', rowCount: 3 },
      'done',
      null,
      'ERROR, SQLSTATE: no results to fetch',
      null,
    ],
    [
      { kind: 'cancelled', by: 'deadline', confirmed: true },
      'unreachable',
      'query-deadline',
      'ERROR, SQLSTATE: 57014',
      'the deadline was reached; the server has cancelled the query',
    ],
    [
      { kind: 'cancelled', by: 'deadline', confirmed: false },
      'unknown',
      'query-deadline',
      'ERROR, SQLSTATE: 57014',
      'the deadline was reached; the server has not confirmed that it cancelled the query',
    ],
    [
      { kind: 'lost', reason: 'FATAL: bye' },
      'unknown',
      'sql-connection-lost',
      'ERROR, SQLSTATE: server closed the connection unexpectedly \tThis probably means the server terminated abnormally \tbefore or while processing the request. ',
      'the connection ended while the statements ran: FATAL: bye',
    ],
  ])('%j is %s %s', async (answer, outcome, code, remark, message) => {
    const report = await run({}, world({ answer }));
    expect(report).toMatchObject({ outcome, code, remark, member: 'pg2', rows: null });
    expect(report.errors.map((problem) => problem.message)).toEqual(message === null ? [] : [message]);
  });

  it('no rows are a remark, not an error', async () => {
    const report = await run({}, world({ answer: { kind: 'executed', command: 'CREATE', rowCount: null } }));
    expect(report).toMatchObject({ command: 'CREATE', rowCount: null });
    expect(report.warnings).toMatchObject([{ message: 'executed (CREATE); it returned no rows' }]);
  });

  it('a standby that should write gets a next step', async () => {
    const report = await run({}, world({ answer: failed({ sqlstate: '25006' }) }));
    expect(report.errors[0]?.next).toContain('-r primary');
  });

  it('no connection', async () => {
    expect(await run({ member: 'pg3' })).toMatchObject({
      outcome: 'unreachable',
      code: 'sql-unreachable',
      remark: 'ERROR, SQLSTATE: connection to server at "127.0.0.1", port 15403 failed: Connection refused ',
      errors: [{ next: 'look' }],
    });
  });

  it.each([
    [true, 'cancelled', 'query-cancelled'],
    [false, 'unknown', 'query-not-cancelled'],
  ])('Ctrl-C, confirmed: %s', async (confirmed, outcome, code) => {
    const ports = world({ answer: { kind: 'cancelled', by: 'interruption', confirmed } });
    await expect(run({}, ports)).rejects.toMatchObject({ outcome, problem: { code } });
    expect(ports.sql.open).toBe(0);
  });
});

describe('a watch', () => {
  it('connects anew in each round, and survives an etcd that is away', async () => {
    const ports = world();
    const reports = runQuery(ports, { ...REQUEST, everyMs: 2000 });
    expect((await reports.next()).value).toMatchObject({ member: 'pg2' });
    ports.dcs.become({ demo: aCluster({ leader: 'pg1' }) });
    expect((await reports.next()).value).toMatchObject({ member: 'pg1', at: '2026-11-22T18:07:02.000Z' });
    ports.dcs.failWith(new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered.'));
    expect((await reports.next()).value).toMatchObject({
      outcome: 'unreachable',
      remark: 'ERROR, SQLSTATE: no etcd endpoint answered. ',
    });
    ports.dcs.become({ demo: aCluster() });
    expect((await reports.next()).value).toMatchObject({ outcome: 'done' });
    await reports.return(undefined);
  });
});
