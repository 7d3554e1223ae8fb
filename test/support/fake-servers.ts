import type { ServerParameters } from '../../src/cluster/config/server-parameters.js';
import type { ServerActivity, ServerHealth } from '../../src/cluster/evidence/server-activity.js';
import type { ServerFacts } from '../../src/cluster/evidence/server-facts.js';
import type { Clock } from '../../src/operations/ports/ports.js';
import type {
  Servers,
  SqlActivity,
  SqlAddress,
  SqlFacts,
  SqlHealth,
  SqlParameters,
  WriteResult,
  Writer,
} from '../../src/operations/ports/sql-ports.js';

/** What a server does with writes; `waiting`: it answers once it does something else, `silent`: it never answers, `closed`: it is not asked. */
export type FakeServerState =
  | 'writable'
  | 'standby'
  | 'read-only'
  | 'refusing'
  | 'waiting'
  | 'silent'
  | 'closed';

const REFUSED = 'Connection refused';
const IN_RECOVERY = 'the server is in recovery';

const REASONS: Readonly<Partial<Record<FakeServerState, string>>> = {
  standby: IN_RECOVERY,
  'read-only': 'the server is read-only',
  refusing: REFUSED,
};

/** Where no login is answered. */
const SAYS_NOTHING: Readonly<Partial<Record<FakeServerState, true>>> = { refusing: true, silent: true };

/** How often a server that makes its clients wait looks whether it still does. */
const STEP_MS = 5;

/** Servers in memory, by port; which of them takes writes may change while an operation waits. */
export class FakeServers implements Servers {
  /** Milliseconds from a write to its answer. */
  latencyMs = 1;
  /** Milliseconds in addition for a writer without a connection. */
  connectMs = 0;
  readonly facts = new Map<number, ServerFacts>();
  readonly activities = new Map<number, ServerActivity>();
  readonly parameters = new Map<number, ServerParameters>();
  readonly healths = new Map<number, ServerHealth>();
  /** When writes were begun, by port. */
  readonly begun: { readonly port: number; readonly atMs: number }[] = [];
  running = 0;
  mostRunning = 0;
  /** Attempts that had to connect first. */
  logins = 0;
  /** Writers that have not been closed. */
  open = 0;
  private readonly idle: { readonly port: number; readonly end: () => void }[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly states: Map<number, FakeServerState>,
  ) {}

  become(port: number, state: FakeServerState): void {
    this.states.set(port, state);
  }

  stateOf(port: number): FakeServerState {
    return this.states.get(port) ?? 'refusing';
  }

  async readFacts(address: SqlAddress): Promise<SqlFacts> {
    const facts = await this.known(this.facts, address);
    return facts === undefined ? refused(address) : { ok: true, facts };
  }

  async readActivity(address: SqlAddress): Promise<SqlActivity> {
    const activity = await this.known(this.activities, address);
    return activity === undefined ? refused(address) : { ok: true, activity };
  }

  async readHealth(address: SqlAddress): Promise<SqlHealth> {
    const health = await this.known(this.healths, address);
    return health === undefined ? refused(address) : { ok: true, health };
  }

  async readParameters(address: SqlAddress): Promise<SqlParameters> {
    const parameters = await this.known(this.parameters, address);
    return parameters === undefined ? refused(address) : { ok: true, parameters };
  }

  private async known<T>(known: ReadonlyMap<number, T>, { port }: SqlAddress): Promise<T | undefined> {
    await this.clock.sleep(this.latencyMs);
    return this.stateOf(port) === 'refusing' ? undefined : known.get(port);
  }

  openWriter({ port }: SqlAddress, broken: () => void): Writer {
    this.open += 1;
    let connected = false;
    let busy = false;
    let closed = false;
    let isLoggingIn = false;
    this.idle.push({
      port,
      end: () => {
        if (!connected || busy || closed) return;
        connected = false;
        broken();
      },
    });
    return {
      get isLoggingIn() {
        return isLoggingIn;
      },
      write: async (timeoutMs) => {
        if (this.stateOf(port) === 'closed') return { ...notWritten('closed'), askedAfterMs: null };
        this.begun.push({ port, atMs: this.clock.monotonicMs() });
        this.running += 1;
        this.mostRunning = Math.max(this.mostRunning, this.running);
        busy = true;
        const loginMs = connected ? 0 : this.connectMs;
        this.logins += connected ? 0 : 1;
        isLoggingIn = !connected && SAYS_NOTHING[this.stateOf(port)] === undefined;
        await this.clock.sleep(loginMs);
        isLoggingIn = false;
        await this.clock.sleep(this.latencyMs);
        const result = await this.answer(port, timeoutMs, loginMs);
        connected = result.kind === 'written' || result.inRecovery;
        busy = false;
        this.running -= 1;
        return result;
      },
      close: () => {
        if (!closed) this.open -= 1;
        closed = true;
      },
    };
  }

  /** Ends the connections of writers that wait for nothing. */
  endIdle(port: number): void {
    for (const each of this.idle) if (each.port === port) each.end();
  }

  private async answer(port: number, timeoutMs: number, askedAfterMs: number): Promise<WriteResult> {
    const end = this.clock.monotonicMs() + timeoutMs;
    const isSilent = this.stateOf(port) === 'silent';
    while (isSilent || this.stateOf(port) === 'waiting') {
      if (this.clock.monotonicMs() >= end) return notWritten(`no answer in ${timeoutMs} ms`);
      await this.clock.sleep(STEP_MS);
    }
    const reason = REASONS[this.stateOf(port)];
    if (reason === undefined) return { kind: 'written' };
    return reason === REFUSED ? notWritten(reason) : notWritten(reason, askedAfterMs);
  }
}

function refused({ host, port }: SqlAddress) {
  const problem = { code: 'sql-unreachable', message: REFUSED, subject: `${host}:${port}`, next: null };
  return { ok: false, problem } as const;
}

function notWritten(reason: string, askedAfterMs = 0): WriteResult {
  return { kind: 'not-written', reason, inRecovery: reason === IN_RECOVERY, askedAfterMs };
}

/** Facts of an idle primary. */
export function someFacts(changes: Partial<ServerFacts> = {}): ServerFacts {
  return {
    inRecovery: false,
    parameters: {
      max_connections: 100,
      max_prepared_transactions: 0,
      max_locks_per_transaction: 64,
      max_wal_senders: 10,
      max_worker_processes: 8,
    },
    logicalSlots: [],
    clients: 0,
    openTransactions: 0,
    oldestTransactionAge: null,
    checkpointBytes: 0,
    walSenders: [],
    timelineHistory: null,
    ...changes,
  };
}

/** Activity of a server that does nothing. */
export function someActivity(changes: Partial<ServerActivity> = {}): ServerActivity {
  return {
    configLoadedAt: '2026-11-22T18:00:00+00:00',
    walSenders: { used: 2, max: 10 },
    replicationSlots: { used: 2, max: 10 },
    baseBackups: [],
    ...changes,
  };
}
