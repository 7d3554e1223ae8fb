import { Socket } from 'node:net';
import { Client } from 'pg';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** No attempt lasts longer. */
const LIMIT_MS = 1000;
/** Where connections hang, most are given up sooner, so that there always is a fresh one when the address comes back. */
const FRESH_MS = 100;
/** For each address. */
const MAX_CONNECTIONS = 16;
/** A write that takes longer does not hold up the others. */
const PATIENCE_MS = 60;

interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  /** When it began what it is doing; null if it is free. */
  busySinceMs: number | null;
  /** A login that a server has begun to answer. */
  isWelcome: boolean;
}

/** The connections to one address, kept as long as they hold. */
export class WriterAddress {
  private readonly connections = new Set<Connection>();
  private opened = 0;

  constructor(readonly address: Address) {}

  get isConnected(): boolean {
    return this.connections.size > 0;
  }

  /** Whether the next attempt may begin now: on a free connection, or on a new one beside those that are slow. */
  isReady(isDown: boolean): boolean {
    if (this.free() !== undefined) return true;
    if (this.connections.size >= MAX_CONNECTIONS) return false;
    // Others beside it would only slow it down.
    if ([...this.connections].some(({ isWelcome }) => isWelcome)) return false;
    const now = Date.now();
    return isDown || [...this.connections].every(({ busySinceMs }) => now - (busySinceMs ?? 0) > PATIENCE_MS);
  }

  /** Runs one statement; a connection that fails in any way is dropped, but one to a server that is only not writable. */
  async run(statement: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const known = this.free();
    const connection = known ?? this.open();
    connection.busySinceMs = Date.now();
    const limit = setTimeout(() => giveUp(connection, LIMIT_MS), LIMIT_MS);
    try {
      if (known === undefined) await this.connect(connection);
      const { rows } = await connection.client.query(statement, [...values]);
      this.release(connection);
      return rows;
    } catch (error) {
      if (isReadOnly(error)) this.release(connection);
      else this.drop(connection);
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Has a connection stand ready. */
  async keep(): Promise<void> {
    await this.run('SELECT 1').catch(() => {});
  }

  close(): void {
    for (const connection of this.connections) this.drop(connection);
  }

  private free(): Connection | undefined {
    return [...this.connections].find(({ busySinceMs }) => busySinceMs === null);
  }

  private async connect(connection: Connection): Promise<void> {
    this.opened += 1;
    const isPatient = this.opened % MAX_CONNECTIONS === 0;
    const limit = isPatient ? undefined : setTimeout(() => giveUp(connection, FRESH_MS), FRESH_MS);
    // One that answers is there; it may take its time.
    connection.socket.once('data', () => {
      clearTimeout(limit);
      connection.isWelcome = true;
    });
    try {
      await connection.client.connect();
    } finally {
      clearTimeout(limit);
      connection.isWelcome = false;
    }
  }

  private open(): Connection {
    const socket = new Socket();
    const client = new Client({ ...this.address, stream: () => socket });
    const connection: Connection = { client, socket, busySinceMs: Date.now(), isWelcome: false };
    client.on('error', () => this.drop(connection));
    this.connections.add(connection);
    return connection;
  }

  /** What was opened beside a slow one is not needed for long: servers do not take many connections. */
  private release(connection: Connection): void {
    if (this.free() === undefined) connection.busySinceMs = null;
    else this.drop(connection);
  }

  private drop(connection: Connection): void {
    connection.socket.destroy();
    this.connections.delete(connection);
  }
}

function giveUp({ socket }: Connection, afterMs: number): void {
  socket.destroy(new Error(`no answer within ${afterMs} ms`));
}

/** A standby, or a primary that is about to become one. */
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '25006';
}
