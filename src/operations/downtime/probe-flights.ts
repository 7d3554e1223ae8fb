import type { WriteAttempt } from '../../cluster/downtime/downtime.js';
import type { Clock } from '../ports/ports.js';
import type { Servers, SqlAddress, WriteResult, Writer } from '../ports/sql-ports.js';
import { limitOf, type Running } from './probe-pace.js';

/** Where attempts go. */
export interface ProbePlace {
  readonly address: SqlAddress;
  /** A connection to a standby is kept, because it notices at once that the standby has become the primary. */
  readonly keepsStandby: boolean;
}

/** Behind a single address there may be another server the next time, so that new connections are tried beside one to a standby. */
export function placesOf(addresses: readonly SqlAddress[]): readonly ProbePlace[] {
  const [only, ...others] = addresses.map((address) => ({ address, keepsStandby: true }));
  if (only === undefined) return [];
  return others.length > 0 ? [only, ...others] : [only, { ...only, keepsStandby: false }];
}

/** An attempt that runs. */
export interface Flight extends Running {
  /** Its address, as text. */
  readonly through: string;
}

/** What becomes of attempts and connections. */
interface FlightEvents {
  landed(flight: Flight, attempt: WriteAttempt): void;
  /** Nobody was asked. */
  aborted(flight: Flight, reason: string): void;
  /** A connection has ended while it was idle. */
  broken(place: number, through: string): void;
}

/** The attempts of one route that run, and the connections that stand ready for the next ones. */
export class ProbeFlights {
  private readonly running = new Map<Flight, { readonly writer: Writer; counts: boolean }>();
  private readonly idle = new Map<number, Writer>();
  /** Where the last answer came from a standby. */
  private readonly standbys = new Set<number>();
  private isClosed = false;
  private attempts = 0;

  constructor(
    private readonly servers: Servers,
    private readonly clock: Clock,
    private readonly places: readonly ProbePlace[],
    private readonly events: FlightEvents,
  ) {}

  get all(): readonly Flight[] {
    return [...this.running.keys()];
  }

  /** Those whose outcome tells something. */
  get counting(): readonly Flight[] {
    return [...this.running].filter(([, { counts }]) => counts).map(([flight]) => flight);
  }

  /** How many places are worth an attempt: new connections beside the kept one only while that is to a standby. */
  get openPlaces(): number {
    const kept = this.places.filter(({ keepsStandby }) => keepsStandby).length;
    return this.standbys.size > 0 ? this.places.length : kept;
  }

  start(place: number, limitMs: number): Flight | null {
    const { address } = this.places[place] ?? {};
    if (address === undefined || this.isClosed) return null;
    const through = `${address.host}:${address.port}`;
    const writer =
      this.idle.get(place) ?? this.servers.openWriter(address, () => this.events.broken(place, through));
    this.idle.delete(place);
    const flight = {
      place,
      through,
      startedMs: this.now(),
      get isLoggingIn() {
        return writer.isLoggingIn;
      },
    };
    this.running.set(flight, { writer, counts: true });
    this.attempts += 1;
    void this.fly(flight, writer, limitOf(this.attempts, limitMs));
    return flight;
  }

  /** What runs now does not matter any more. */
  discount(): void {
    for (const each of this.running.values()) each.counts = false;
  }

  close(): void {
    this.isClosed = true;
    this.discount();
    for (const { writer } of this.running.values()) writer.close();
    for (const writer of this.idle.values()) writer.close();
  }

  private async fly(flight: Flight, writer: Writer, limitMs: number): Promise<void> {
    const result = await writer.write(limitMs).catch(notWritten);
    const counts = this.running.get(flight)?.counts;
    this.running.delete(flight);
    const written = result.kind === 'written';
    if (!written && result.inRecovery && this.places[flight.place]?.keepsStandby)
      this.standbys.add(flight.place);
    else this.standbys.delete(flight.place);
    this.putBack(flight.place, writer, written);
    if (!counts) return;
    const { through } = flight;
    if (!written && result.askedAfterMs === null) {
      this.events.aborted(flight, result.reason);
      return;
    }
    // What a server answers is true of the moment in which it was asked.
    const startedMs = flight.startedMs + (written ? 0 : (result.askedAfterMs ?? 0));
    const reason = written ? null : result.reason;
    this.events.landed(flight, { startedMs, endedMs: this.now(), written, reason, through });
  }

  private putBack(place: number, writer: Writer, written: boolean): void {
    const isOfUse = written || this.places[place]?.keepsStandby;
    if (isOfUse && !this.isClosed && !this.idle.has(place)) this.idle.set(place, writer);
    else writer.close();
  }

  private now(): number {
    return this.clock.monotonicMs();
  }
}

function notWritten(thrown: unknown): WriteResult {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: 'not-written', reason, inRecovery: false, askedAfterMs: 0 };
}
