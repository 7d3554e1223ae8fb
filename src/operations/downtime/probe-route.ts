import type { WriteAttempt } from '../../cluster/downtime/downtime.js';
import type { Clock } from '../ports/ports.js';
import type { Servers, SqlAddress } from '../ports/sql-ports.js';
import { type Flight, ProbeFlights, type ProbePlace, placesOf } from './probe-flights.js';
import { INTERVAL_MS, LIMIT_MS, placesToTry } from './probe-pace.js';
import { ProbeRecord } from './probe-record.js';

/** Answers to writes that were waiting for the same thing come together. */
const GRACE_MS = 5;
const STOP_MS = 150;
const NO_ANSWER = 'no answer';
const ENDED = 'the connection was ended';

/** An attempt that has ended. */
interface Landed {
  readonly flight: Flight;
  readonly attempt: WriteAttempt;
}

/** Writes through the addresses of one route, the most probable one first, and what became of it. */
export class ProbeRoute {
  readonly record = new ProbeRecord();
  private phase: 'first-round' | 'up' | 'down' = 'first-round';
  /** Where writes have worked last. */
  private current = 0;
  private readonly places: readonly ProbePlace[];
  private readonly flights: ProbeFlights;
  /** The one write that has to succeed while all is well; others run beside it once it seems stuck. */
  private main: Flight | null = null;
  /** Failures that count only if the route turns out to be down. */
  private held: WriteAttempt[] = [];
  /** What lands while the first good write waits for those that are as old. */
  private late: Landed[] | null = null;
  private readonly refusals = new Map<number, string>();
  private resolveTried = (): void => {};
  /** Every address has been tried, or one has worked. */
  readonly tried = new Promise<void>((resolve) => {
    this.resolveTried = resolve;
  });

  constructor(
    servers: Servers,
    private readonly clock: Clock,
    addresses: readonly SqlAddress[],
  ) {
    this.places = placesOf(addresses);
    this.flights = new ProbeFlights(servers, clock, this.places, {
      landed: (flight, attempt) => this.land({ flight, attempt }),
      aborted: (flight, reason) => this.giveUp(flight, reason),
      broken: (place, through) => this.lookAgain(place, through),
    });
    for (let place = 0; place < this.flights.openPlaces; place += 1) {
      this.flights.start(place, this.record.limitMs);
    }
    if (addresses.length === 0) this.goDown();
  }

  get isDown(): boolean {
    return this.phase === 'down';
  }

  /** Why no write has ever succeeded; null if one has. */
  get unavailable(): string | null {
    if (this.record.lastGoodMs !== null) return null;
    const [first] = [...this.refusals].sort(([a], [b]) => a - b);
    return this.places.length === 0 ? 'no address is known' : (first?.[1] ?? NO_ANSWER);
  }

  /** Starts the attempts that are due. */
  tick(): void {
    if (this.late !== null || this.phase === 'first-round') return;
    const running = this.flights.counting;
    const { limitMs } = this.record;
    const now = this.clock.monotonicMs();
    if (this.phase === 'up' && running.length === 0) {
      this.main = this.flights.start(this.current, LIMIT_MS);
      return;
    }
    const isStuck = running.some(({ startedMs }) => now - startedMs >= this.record.patienceMs);
    if (this.phase === 'up' && !isStuck) return;
    const others = this.flights.all.length - running.length;
    for (const place of placesToTry(running, others, this.flights.openPlaces, now, limitMs)) {
      this.flights.start(place, limitMs);
    }
  }

  /** Waits a little for what runs, and closes everything. */
  async stop(): Promise<void> {
    if (this.phase === 'up' && !this.isBusy) this.tick();
    for (let waited = 0; this.isBusy && waited < STOP_MS; waited += INTERVAL_MS) {
      await this.clock.sleep(INTERVAL_MS);
    }
    const now = this.clock.monotonicMs();
    const stuck = this.stuckAt(now, null).map((flight) => this.lose(flight, now));
    if (this.main !== null && stuck.length > 0) this.add([...this.held, ...stuck]);
    else if (this.phase === 'down') this.add(stuck);
    this.flights.close();
    this.resolveTried();
  }

  /** A server that stops ends its idle connections at once; if it refuses the next one, no write has begun since. */
  private lookAgain(place: number, through: string): void {
    if (this.phase !== 'up' || place !== this.current || this.isBusy) return;
    const now = this.clock.monotonicMs();
    this.held.push({ startedMs: now, endedMs: now, written: false, reason: ENDED, through });
    this.tick();
  }

  private get isBusy(): boolean {
    return this.late !== null || this.flights.counting.length > 0;
  }

  private land(landed: Landed): void {
    const { flight, attempt } = landed;
    if (this.late !== null) this.late.push(landed);
    else if (attempt.written) void this.comeUp(landed);
    else if (this.phase === 'down') this.add([attempt]);
    else if (flight === this.main) {
      this.add([...this.held, attempt]);
      this.goDown();
    } else {
      this.held.push(attempt);
      if (this.phase === 'first-round') this.endFirstRound(flight, attempt.reason);
    }
  }

  /** That nobody was asked tells nothing. */
  private giveUp(flight: Flight, reason: string): void {
    if (flight === this.main) this.main = null;
    if (this.phase === 'first-round') this.endFirstRound(flight, reason);
  }

  private endFirstRound({ place }: Flight, reason: string | null): void {
    this.refusals.set(place, reason ?? NO_ANSWER);
    if (this.flights.counting.length > 0) return;
    this.add(this.held);
    this.goDown();
  }

  private goDown(): void {
    this.phase = 'down';
    this.main = null;
    this.held = [];
    this.resolveTried();
  }

  /** A good write: what was stuck beside it is lost if it is not answered now, either. */
  private async comeUp(landed: Landed): Promise<void> {
    const { flight, attempt } = landed;
    const stuck = this.phase === 'first-round' ? [] : this.stuckAt(attempt.endedMs, this.main);
    const late: Landed[] = [];
    if (stuck.length > 0) {
      this.late = late;
      await this.clock.sleep(GRACE_MS);
      this.late = null;
    }
    const lost = stuck.filter((each) => this.flights.all.includes(each) && !this.isOnItsWay(each));
    const failures = lost.map((each) => this.lose(each, attempt.endedMs));
    const ofMain = [landed, ...late].find((each) => each.flight === this.main)?.attempt;
    if (this.phase === 'down') this.add(failures);
    else if (this.main !== null && !ofMain?.written) {
      const failed = ofMain === undefined ? [] : [{ ...ofMain, endedMs: attempt.endedMs }];
      this.add([...this.held, ...failed, ...failures]);
    }
    this.add([this.lastOfThoseThatWaited(landed, late)]);
    this.phase = 'up';
    this.current = flight.place;
    this.main = null;
    this.held = [];
    this.flights.discount();
    this.resolveTried();
  }

  /** The server has not been asked to write yet, so a long wait does not mean that it could not. */
  private isOnItsWay({ isLoggingIn }: Flight): boolean {
    return this.phase === 'down' && isLoggingIn;
  }

  /** If several good writes arrive together after waiting for the same thing, the last one tells the most. */
  private lastOfThoseThatWaited({ flight, attempt }: Landed, late: readonly Landed[]): WriteAttempt {
    const { stuckMs } = this.record;
    const starts = late
      .filter((each) => each.attempt.written && each.flight.place === flight.place)
      .map((each) => each.attempt.startedMs)
      .filter((startedMs) => attempt.endedMs - startedMs >= stuckMs);
    const hasWaited = attempt.endedMs - attempt.startedMs >= stuckMs;
    return starts.length === 0
      ? attempt
      : { ...attempt, startedMs: Math.max(...starts, hasWaited ? attempt.startedMs : 0) };
  }

  /** Attempts that have run for longer than a good one takes, and one more. */
  private stuckAt(nowMs: number, also: Flight | null): readonly Flight[] {
    const { stuckMs } = this.record;
    return this.flights.counting.filter((each) => each === also || nowMs - each.startedMs >= stuckMs);
  }

  private lose({ startedMs, through }: Flight, endedMs: number): WriteAttempt {
    return { startedMs, endedMs, written: false, reason: NO_ANSWER, through };
  }

  private add(attempts: readonly WriteAttempt[]): void {
    for (const attempt of attempts) this.record.add(attempt);
  }
}
