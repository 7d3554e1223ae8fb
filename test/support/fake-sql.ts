import { Failure } from '../../src/errors.js';
import { hint } from '../../src/formats/hint.js';
import type { OperatorInput } from '../../src/operations/ports/operator-ports.js';
import type {
  Sql,
  SqlAddress,
  SqlAnswer,
  SqlLogin,
  SqlSession,
} from '../../src/operations/ports/sql-ports.js';

/** Servers in memory, by port: whether they are in recovery, and what they answer. */
export class FakeSql implements Sql {
  readonly log: string[] = [];
  open = 0;

  constructor(private readonly servers: ReadonlyMap<number, FakeServer>) {}

  async connect({ host, port }: SqlAddress, login: SqlLogin): Promise<SqlSession> {
    const server = this.servers.get(port);
    this.log.push(`connect ${host}:${port} ${login.username}/${login.password}/${login.database}`);
    if (server === undefined) {
      const message = `connection to server at "${host}", port ${port} failed: Connection refused`;
      throw new Failure('unreachable', 'sql-unreachable', message, {
        subject: `${host}:${port}`,
        next: hint`look`,
      });
    }
    this.open += 1;
    return {
      run: async (statements) => {
        this.log.push(statements);
        return statements.includes('pg_is_in_recovery') ? oneValue(server.inRecovery) : server.answer;
      },
      close: async () => {
        this.open -= 1;
      },
    };
  }
}

export interface FakeServer {
  readonly inRecovery: boolean;
  readonly answer: SqlAnswer;
}

export function oneValue(value: string | number | boolean | null): SqlAnswer {
  return { kind: 'rows', columns: [{ name: '?column?', typeOid: 23, type: 'int4' }], rows: [[value]] };
}

export class FakeInput implements OperatorInput {
  constructor(
    private readonly files: Readonly<Record<string, string>> = {},
    private readonly secret = '',
  ) {}

  async readText(path: string): Promise<string> {
    const text = this.files[path];
    if (text === undefined) throw new Error(`unexpected file ${path}`);
    return text;
  }

  async askSecret(): Promise<string> {
    if (this.secret === '') throw new Error('unexpected question');
    return this.secret;
  }
}
