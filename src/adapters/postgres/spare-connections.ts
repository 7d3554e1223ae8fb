import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import { type Connected, end } from './connect.js';

/** A server or a firewall may forget a connection that is idle for longer. */
const KEPT_MS = 10_000;

interface Spare {
  readonly connected: Connected;
  readonly timer: NodeJS.Timeout;
}

/** Connections that have answered and may be of use again: to log in costs more than to ask. */
export class SpareConnections {
  private readonly spares = new Map<string, Spare>();

  keep(address: SqlAddress, connected: Connected): void {
    this.take(address, end);
    const timer = setTimeout(() => this.take(address, end), KEPT_MS).unref();
    this.spares.set(keyOf(address), { connected, timer });
  }

  take<T>(address: SqlAddress, use: (connected: Connected) => T): T | null {
    const spare = this.spares.get(keyOf(address));
    if (spare === undefined) return null;
    this.spares.delete(keyOf(address));
    clearTimeout(spare.timer);
    return use(spare.connected);
  }
}

export function keyOf({ host, port }: SqlAddress): string {
  return `${host}:${port}`;
}
