import type { Failure, Problem } from '../../errors.js';
import { type Hint, hint } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import type { SqlAnswer, SqlColumn, SqlError, SqlValue } from '../ports/sql-ports.js';
import type { MemberRequest, SelectedMember } from '../reading/select-member.js';
import type { Report } from '../report.js';

export interface QueryReport extends Report {
  /** ISO 8601; when the answer was there. */
  readonly at: string;
  readonly scope: string;
  readonly group: number | null;
  readonly member: string | null;
  readonly host: string | null;
  readonly port: number | null;
  /** Null without a result set; of several statements it is the last one's. */
  readonly columns: readonly SqlColumn[] | null;
  readonly rows: readonly (readonly SqlValue[])[] | null;
  /** Of a statement without a result set, as PostgreSQL names it, such as `INSERT`. */
  readonly command: string | null;
  /** Of a statement without a result set, if it counts. */
  readonly rowCount: number | null;
  readonly sqlstate: string | null;
  /** The text that patronictl prints, beside the time, in place of a result. */
  readonly remark: string | null;
}

/** How a round ended. */
export type QueryEnd =
  | SqlAnswer
  | { readonly kind: 'no-member'; readonly problem: Problem }
  | { readonly kind: 'no-connection'; readonly failure: Failure };

interface QueryPlace {
  readonly scope: string;
  readonly selected: SelectedMember | null;
  readonly warnings: readonly Problem[];
}

type Result = Pick<QueryReport, 'outcome' | 'errors'> & Partial<QueryReport>;

export function queryReport(end: QueryEnd, place: QueryPlace, request: MemberRequest, at: Date): QueryReport {
  const { scope, selected, warnings } = place;
  const result = resultOf(end, request, selected?.member.name ?? null);
  return {
    code: result.errors[0]?.code ?? null,
    at: at.toISOString(),
    scope,
    group: selected?.group ?? null,
    member: selected?.member.name ?? null,
    host: selected?.member.host ?? null,
    port: selected?.member.port ?? null,
    columns: null,
    rows: null,
    command: null,
    rowCount: null,
    sqlstate: null,
    remark: null,
    ...result,
    warnings: [...warnings, ...(result.warnings ?? [])],
  };
}

function resultOf(end: QueryEnd, request: MemberRequest, subject: string | null): Result {
  switch (end.kind) {
    case 'rows':
      return { outcome: 'done', errors: [], columns: end.columns, rows: end.rows };
    case 'executed':
      return executed(end.command, end.rowCount, subject);
    case 'failed':
      return sqlError(end.error, subject);
    case 'cancelled':
      return cancelled(end.confirmed, subject);
    case 'lost': {
      const message = `the connection ended while the statements ran: ${end.reason}`;
      const problem = {
        code: 'sql-connection-lost',
        message,
        subject,
        next: hint`find out whether they took effect`,
      };
      return { outcome: 'unknown', errors: [problem], remark: `ERROR, SQLSTATE: ${CONNECTION_LOST}` };
    }
    case 'too-large': {
      const message = `the result is larger than ${formatBytes(end.limitBytes)}, and is not taken in`;
      const next = hint`ask for less of it (LIMIT), or use psql; find out whether the statements took effect`;
      const problem = { code: 'sql-result-too-large', message, subject, next };
      return { outcome: 'unknown', errors: [problem], remark: `ERROR, SQLSTATE: ${OUT_OF_MEMORY}` };
    }
    case 'no-member': {
      const outcome = end.problem.code === 'unknown-member' ? 'not-found' : 'unreachable';
      return { outcome, errors: [end.problem], remark: noConnection(request) };
    }
    case 'no-connection': {
      const { outcome, problem, parts } = end.failure;
      // psycopg2's text ends with a line break, and patronictl makes blanks of them.
      return {
        outcome,
        errors: [problem, ...parts],
        remark: `ERROR, SQLSTATE: ${oneLine(`${problem.message}\n`)}`,
      };
    }
  }
}

/** libpq's words. */
const OUT_OF_MEMORY = 'out of memory for query result ';
const CONNECTION_LOST =
  'server closed the connection unexpectedly \tThis probably means the server terminated abnormally \tbefore or while processing the request. ';

/** patronictl calls it an error that there is nothing to fetch; it is none. */
function executed(command: string, rowCount: number | null, subject: string | null): Result {
  const tag = rowCount === null ? command : `${command} ${rowCount}`;
  const warning = { code: 'no-rows', message: `executed (${tag}); it returned no rows`, subject, next: null };
  return {
    outcome: 'done',
    errors: [],
    warnings: [warning],
    command,
    rowCount,
    remark: 'ERROR, SQLSTATE: no results to fetch',
  };
}

function sqlError({ sqlstate, message, detail, hint: advice }: SqlError, subject: string | null): Result {
  const text = `${message}${sqlstate === null ? '' : ` (SQLSTATE ${sqlstate})`}${detail === null ? '' : `\n${detail}`}`;
  const next =
    advice !== null ? hint`${advice}` : sqlstate === null ? null : (NEXT_STEPS.get(sqlstate) ?? null);
  return {
    outcome: 'refused',
    errors: [{ code: 'sql-error', message: text, subject, next }],
    sqlstate,
    remark: `ERROR, SQLSTATE: ${sqlstate ?? oneLine(message)}`,
  };
}

const NEXT_STEPS: ReadonlyMap<string, Hint> = new Map([
  ['25006', hint`a standby only reads; ask the primary: -r primary`],
  ['42501', hint`another user may: -U USER`],
  ['57014', hint`statement_timeout, or somebody cancelled it`],
]);

function cancelled(confirmed: boolean, subject: string | null): Result {
  const [outcome, message] = confirmed
    ? (['unreachable', 'the deadline was reached; the server has cancelled the query'] as const)
    : ([
        'unknown',
        'the deadline was reached; the server has not confirmed that it cancelled the query',
      ] as const);
  const problem = { code: 'query-deadline', message, subject, next: hint`a longer --deadline, or none` };
  return { outcome, errors: [problem], sqlstate: '57014', remark: 'ERROR, SQLSTATE: 57014' };
}

function noConnection({ member, role }: MemberRequest): string {
  if (member !== null) return `No connection to member ${member} is available`;
  return role === null ? 'No connection is available' : `No connection to role '${role}' is available`;
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
