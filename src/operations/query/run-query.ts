import { recoveryOf } from '../../cluster/model/member-selection.js';
import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import type { Sql, SqlAnswer, SqlLogin } from '../ports/sql-ports.js';
import {
  type Candidates,
  checkMemberRequest,
  exclusive,
  type MemberRequest,
  noSuchMember,
  readCandidates,
  type SelectedMember,
  selectMember,
  withoutAddress,
} from '../reading/select-member.js';
import { type QueryEnd, type QueryReport, queryReport } from './query-report.js';

export interface QueryRequest extends MemberRequest {
  /** The statements, or the file that holds them: one of the two. */
  readonly statements: string | null;
  readonly file: string | null;
  readonly username: string | null;
  readonly database: string | null;
  /** Ask for the password. */
  readonly asksPassword: boolean;
  /** Time between two rounds; null for one round only. */
  readonly everyMs: number | null;
}

interface QueryPorts {
  readonly dcs: Dcs;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly input: OperatorInput;
}

/** Runs statements on one member, once or again and again; each round finds and connects to the member anew. */
export async function* runQuery(ports: QueryPorts, request: QueryRequest): AsyncGenerator<QueryReport> {
  checkMemberRequest(request);
  const statements = await readStatements(ports.input, request);
  const login: SqlLogin = {
    username: request.username,
    password: request.asksPassword ? await ports.input.askSecret('Password: ', '--password') : null,
    database: request.database,
  };
  const round = (): Promise<QueryReport> => runRound(ports, request, statements, login);
  yield await round();
  while (request.everyMs !== null) {
    await ports.clock.sleep(request.everyMs);
    // Once the first answer was there, an etcd that is away for a while does not end it.
    yield await round().catch((thrown: unknown) => missedRound(thrown, ports.clock, request));
  }
}

async function readStatements(input: OperatorInput, request: QueryRequest): Promise<string> {
  const { statements, file, asksPassword } = request;
  if (file === null) {
    if (statements !== null) return statements;
    throw new Failure('usage', 'no-statements', 'You need to specify either --command or --file', {
      next: ctl('query', request.scope === null ? null : request, [], {
        r: request.role,
        m: request.member,
        c: 'SELECT 1',
      }),
    });
  }
  if (statements !== null) throw exclusive('--file', '--command');
  if (file === '-' && asksPassword) {
    throw new Failure(
      'usage',
      'input-used',
      'standard input holds the statements, so it cannot be asked for the password',
      {
        next: hint`put it into PGPASSWORD or the password file`,
      },
    );
  }
  return input.readText(file, '-f');
}

async function runRound(
  ports: QueryPorts,
  request: QueryRequest,
  statements: string,
  login: SqlLogin,
): Promise<QueryReport> {
  const candidates = await readCandidates(ports.dcs, request);
  const selected = selectMember(candidates, request);
  const end = await endOf(ports.sql, { candidates, selected, request, statements, login });
  if (end.kind === 'cancelled' && end.by === 'interruption') throw interrupted(end.confirmed);
  const place = {
    scope: candidates.scope,
    selected,
    warnings: [...candidates.warnings, ...(selected?.warnings ?? [])],
  };
  return queryReport(end, place, request, ports.clock.now());
}

interface Round {
  readonly candidates: Candidates;
  readonly selected: SelectedMember | null;
  readonly request: QueryRequest;
  readonly statements: string;
  readonly login: SqlLogin;
}

async function endOf(
  sql: Sql,
  { candidates, selected, request, statements, login }: Round,
): Promise<QueryEnd> {
  if (selected === null) return { kind: 'no-member', problem: noSuchMember(candidates, request) };
  const { host, port } = selected.member;
  if (host === null || port === null) {
    return { kind: 'no-member', problem: withoutAddress(selected.member) };
  }
  try {
    const session = await sql.connect({ host, port }, login);
    try {
      return (await recoveryMismatch(session, selected, request)) ?? (await session.run(statements));
    } finally {
      await session.close();
    }
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.outcome === 'unreachable') {
      return { kind: 'no-connection', failure: thrown };
    }
    throw thrown;
  }
}

/** What the server says of itself counts more than the DCS, if the role is one that it can tell (ctl.py, get_cursor). */
async function recoveryMismatch(
  session: { run(statements: string): Promise<SqlAnswer> },
  { member }: SelectedMember,
  { role }: QueryRequest,
): Promise<QueryEnd | null> {
  const wanted = role === null ? null : recoveryOf(role);
  if (wanted === null) return null;
  const answer = await session.run('SELECT pg_catalog.pg_is_in_recovery()');
  if (answer.kind !== 'rows') return answer;
  if (answer.rows[0]?.[0] === wanted) return null;
  const state = wanted ? 'not in recovery: it is a primary' : 'in recovery: it is no primary';
  const message = `${member.name} is ${role} by etcd, but its PostgreSQL is ${state}`;
  return {
    kind: 'no-member',
    problem: { code: 'role-mismatch', message, subject: member.name, next: hint`try again` },
  };
}

function interrupted(confirmed: boolean): Failure {
  return confirmed
    ? new Failure('cancelled', 'query-cancelled', 'interrupted; the server has cancelled the query')
    : new Failure(
        'unknown',
        'query-not-cancelled',
        'interrupted; the server has not confirmed that it cancelled the query',
        {
          next: hint`look for it in pg_stat_activity, application_name ctl`,
        },
      );
}

function missedRound(thrown: unknown, clock: Clock, request: QueryRequest): QueryReport {
  if (!(thrown instanceof Failure) || thrown.outcome !== 'unreachable') throw thrown;
  const place = { scope: request.scope ?? '', selected: null, warnings: [] };
  return queryReport({ kind: 'no-connection', failure: thrown }, place, request, clock.now());
}
