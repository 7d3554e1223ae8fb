import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/operations/ports/ports.js';
import { UP_MS } from './fakes.js';

interface Due {
  readonly at: number;
  readonly happen: () => void;
}

/**
 * A clock for several who sleep at the same time: it jumps to whoever is next once nobody has anything else to do. It stops with the test
 * that made it, so that whoever would never end does not run beside the next.
 */
export class VirtualClock implements Clock {
  private ms: number;
  private setByMs = 0;
  private readonly bootedMs: number;
  private due: Due[] = [];
  private isWaking = false;
  private hasStopped = false;

  constructor(start = '2026-11-22T18:07:00.000Z') {
    this.ms = Date.parse(start);
    this.bootedMs = this.ms - UP_MS;
    onTestFinished(() => {
      this.hasStopped = true;
    });
  }

  /** Something that happens this long after now. */
  after(ms: number, happen: () => void): void {
    const at = this.ms + ms;
    const place = this.due.findIndex((each) => each.at > at);
    this.due.splice(place === -1 ? this.due.length : place, 0, { at, happen });
    this.wakeNext();
  }

  now(): Date {
    return new Date(this.ms + this.setByMs);
  }

  monotonicMs(): number {
    return this.ms - this.bootedMs;
  }

  /** Somebody sets the clock of the machine; nothing that is measured may notice. */
  set(byMs: number): void {
    this.setByMs += byMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  private wakeNext(): void {
    if (this.isWaking) return;
    this.isWaking = true;
    setImmediate(() => {
      this.isWaking = false;
      const next = this.hasStopped ? undefined : this.due.shift();
      if (next === undefined) return;
      this.ms = next.at;
      next.happen();
      this.wakeNext();
    });
  }
}
