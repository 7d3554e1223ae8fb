import { setTimeout as sleep } from 'node:timers/promises';
import { type Attempt, findInterruptions, type Interruption } from './interruptions.js';
import { firstAnswer } from './raw-keys.js';
import { type Address, WriterAddress } from './writer-address.js';

export interface Write extends Attempt {
  /** Where it went. */
  readonly port: number;
}

export interface FailedWrite extends Write {
  readonly reason: string;
}

export interface WriterReport {
  /** When the longest interruption began and ended; null if there was none, or no end. */
  readonly lastGoodMs: number | null;
  readonly firstGoodMs: number | null;
  /** How long it was: 0 if there was none, infinite if it had not ended at the stop. */
  readonly gapMs: number;
  /** All of them; two, if the service came back and went away again. */
  readonly interruptions: readonly Interruption[];
  /** The numbers of the rows that must be there for ever. */
  readonly acknowledged: readonly number[];
  readonly writes: readonly Write[];
  readonly attempts: number;
  readonly failures: readonly FailedWrite[];
}

const TABLE = 'ctl_test_writes';
/** How often connections to members that are not written to are looked after. */
const KEEP_MS = 500;
/** How long the table may take to be made or read. */
const PATIENCE_MS = 30_000;

let writers = 0;

/**
 * Writes a row each interval, and finds out when that was not possible. With the addresses of all members it writes to the
 * one that takes it; while none does, all are tried each time.
 */
export async function startWriter(addresses: readonly Address[], intervalMs = 10): Promise<Writer> {
  const writer = new Writer(addresses);
  await writer.start(intervalMs);
  return writer;
}

export class Writer {
  private readonly name: string;
  private readonly routes: readonly WriterAddress[];
  private readonly good: Write[] = [];
  private readonly failures: FailedWrite[] = [];
  private readonly running = new Set<Promise<void>>();
  /** Where writes go; null while they fail. */
  private current: { readonly route: WriterAddress; readonly sinceMs: number } | null = null;
  private attempts = 0;
  private keptMs = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(addresses: readonly Address[]) {
    writers += 1;
    this.name = `${process.pid}.${writers}`;
    this.routes = addresses.map((address) => new WriterAddress(address));
  }

  async start(intervalMs: number): Promise<void> {
    const create = `CREATE TABLE IF NOT EXISTS ${TABLE} (writer text, n bigint, at timestamptz)`;
    await this.onWritable(async (route) => {
      await route.run(create);
      this.current = { route, sinceMs: Date.now() };
    });
    this.timer = setInterval(() => this.tick(), intervalMs);
  }

  /** How many writes were acknowledged so far. */
  get count(): number {
    return this.good.length;
  }

  async stop(): Promise<WriterReport> {
    if (this.timer !== null) clearInterval(this.timer);
    await Promise.all(this.running);
    for (const route of this.routes) route.close();
    const interruptions = findInterruptions(this.good, this.failures);
    const longest = interruptions.toSorted((a, b) => b.gapMs - a.gapMs)[0];
    return {
      ...(longest ?? { lastGoodMs: null, firstGoodMs: null, gapMs: 0 }),
      interruptions,
      acknowledged: this.good.map(({ n }) => n),
      writes: this.good,
      attempts: this.attempts,
      failures: this.failures,
    };
  }

  /** Acknowledged writes that the present primary does not have. */
  async missingRows(): Promise<readonly number[]> {
    const read = `SELECT pg_is_in_recovery() AS standby, (SELECT string_agg(n::text, ' ') FROM ${TABLE} WHERE writer = $1) AS rows`;
    const there = await this.onWritable(async (route) => {
      const [row] = await route.run(read, [this.name]);
      if (row?.standby !== false) throw new Error('a standby');
      return new Set(String(row.rows).split(' ').map(Number));
    });
    for (const route of this.routes) route.close();
    return this.good.map(({ n }) => n).filter((n) => !there.has(n));
  }

  private tick(): void {
    const routes = this.current === null ? this.routes : [this.current.route];
    for (const route of routes) if (route.isReady(this.current === null)) this.track(this.write(route));
    if (Date.now() - this.keptMs < KEEP_MS) return;
    this.keptMs = Date.now();
    for (const route of this.routes) if (!route.isConnected) this.track(route.keep());
  }

  private async write(route: WriterAddress): Promise<void> {
    this.attempts += 1;
    const attempt = { n: this.attempts, startedMs: Date.now(), port: route.address.port };
    try {
      await route.run(`INSERT INTO ${TABLE} VALUES ($1, $2, clock_timestamp())`, [this.name, attempt.n]);
      this.good.push({ ...attempt, endedMs: Date.now() });
      if (this.current?.route !== route) this.current = { route, sinceMs: Date.now() };
    } catch (error) {
      this.failures.push({ ...attempt, endedMs: Date.now(), reason: String(error) });
      const { current } = this;
      if (current?.route === route && attempt.startedMs >= current.sinceMs) this.current = null;
    }
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }

  /** On the first address that can; again and again until one can. */
  private async onWritable<T>(work: (route: WriterAddress) => Promise<T>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await firstAnswer(this.routes, work);
      } catch (error) {
        if (Date.now() > end) throw error;
        await sleep(200);
      }
    }
  }
}
