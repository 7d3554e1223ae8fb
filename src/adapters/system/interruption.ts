import type { Interruption } from '../../operations/ports/operator-ports.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** timeout(1), npm and a terminal that closes send one request twice. */
const ONE_REQUEST_MS = 300;

/** Notes SIGINT or SIGTERM instead of dying of it, once it watches; a second one kills as usual. A terminal that closes interrupts nothing. */
export class SignalInterruption implements Interruption {
  requested = false;
  readonly happened: Promise<void>;
  private announce: () => void = () => {};
  private isWatching = false;

  constructor() {
    this.happened = new Promise((resolve) => {
      this.announce = resolve;
    });
  }

  watch(): void {
    if (this.isWatching) return;
    this.isWatching = true;
    for (const signal of SIGNALS) process.on(signal, this.note);
  }

  private readonly note = (): void => {
    if (this.requested) return;
    this.requested = true;
    this.announce();
    setTimeout(() => {
      for (const signal of SIGNALS) process.off(signal, this.note);
    }, ONE_REQUEST_MS).unref();
  };
}
