import type { WriteResult, Writer } from '../../operations/ports/sql-ports.js';
import { type Connected, end } from './connect.js';
import { beforeDeadline } from './deadline.js';
import type { WriterConnections } from './writer-connections.js';

/** A standby and a read-only session answer without an error, which would be a line in their logs each time. */
const WRITE = `SELECT pg_is_in_recovery(),
  CASE WHEN current_setting('transaction_read_only') = 'off'
    THEN pg_logical_emit_message(true, 'ctl', 'write probe') IS NOT NULL END,
  set_config('client_min_messages', 'warning', true)`;

/** SQLSTATE of what is only said. */
const SUCCESSFUL = '00000';

type Answer = [inRecovery: boolean, emitted: boolean | null];

interface Link {
  readonly connected: Connected;
  /** Where many clients come back at once, a write may take as long as the login before it. */
  readonly loginMs: number;
  /** What the server has said about the write that runs. */
  warning: string | null;
  answer: Promise<{ readonly rows: readonly Answer[] }> | null;
}

/** Writes a message to the WAL, which no table and no reader notices, and believes a commit only if all is well with it. */
export class PgWriter implements Writer {
  private link: Link | null = null;
  private isClosed = false;
  /** The login that runs, or ran last. */
  private isAnswered = false;

  constructor(
    private readonly connections: WriterConnections,
    private readonly broken: () => void,
  ) {}

  get isLoggingIn(): boolean {
    return this.isAnswered && this.link === null;
  }

  async write(timeoutMs: number): Promise<WriteResult> {
    const start = performance.now();
    try {
      if (!this.isClosed && this.link === null) {
        const reason = this.connections.closedBecause;
        if (reason !== null) return notWritten(inOneLine(reason), null);
        this.link = await this.connect(timeoutMs);
      }
      const { link } = this;
      if (link !== null && !this.isClosed) {
        const askedAfterMs = Math.floor(performance.now() - start);
        return await this.attempt(link, askedAfterMs, Math.max(timeoutMs, link.loginMs));
      }
      this.drop();
      return notWritten('closed', null);
    } catch (thrown) {
      this.drop();
      return notWritten(inOneLine(thrown instanceof Error ? thrown.message : String(thrown)));
    }
  }

  close(): void {
    this.isClosed = true;
    this.drop();
  }

  private async attempt(link: Link, askedAfterMs: number, timeoutMs: number): Promise<WriteResult> {
    link.warning = null;
    const answer = link.connected.client.query<Answer>({ text: WRITE, rowMode: 'array' });
    link.answer = answer.finally(() => {
      link.answer = null;
    });
    const inTime = await beforeDeadline(link.answer, performance.now() + timeoutMs);
    if (inTime === 'too-late') {
      this.drop();
      return notWritten(`no answer in ${Math.round(timeoutMs)} ms`);
    }
    const [inRecovery, emitted] = inTime.value.rows[0] ?? [false, null];
    if (inRecovery) return notWritten('the server is in recovery', askedAfterMs, true);
    if (emitted && link.warning === null) return { kind: 'written' };
    // Another session may be treated otherwise.
    this.drop();
    return notWritten(link.warning ?? 'the server is read-only', askedAfterMs);
  }

  private async connect(silenceMs: number): Promise<Link> {
    const start = performance.now();
    this.isAnswered = false;
    const connected = await this.connections.open(silenceMs, () => {
      this.isAnswered = true;
    });
    const link: Link = { connected, loginMs: performance.now() - start, warning: null, answer: null };
    const { client } = connected;
    const forget = (): void => {
      end(connected);
      if (this.link !== link) return;
      this.link = null;
      if (link.answer === null) this.broken();
    };
    client.on('error', forget);
    client.on('end', forget);
    client.on('notice', ({ code, message }) => {
      if (code !== SUCCESSFUL) link.warning = message ?? code ?? 'a warning';
    });
    return link;
  }

  private drop(): void {
    const { link } = this;
    this.link = null;
    if (link === null) return;
    if (link.answer !== null) this.connections.abandon(link.connected, link.answer);
    else end(link.connected);
  }
}

function inOneLine(text: string): string {
  return text.replaceAll('\n', '; ');
}

function notWritten(reason: string, askedAfterMs: number | null = 0, inRecovery = false): WriteResult {
  return { kind: 'not-written', reason, inRecovery, askedAfterMs };
}
