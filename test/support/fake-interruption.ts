import type { Interruption } from '../../src/operations/ports/operator-ports.js';

/** Signals that a test sends. */
export class FakeInterruption implements Interruption {
  requested = false;
  isWatched = false;
  readonly happened: Promise<void>;
  private announce: () => void = () => {};

  constructor() {
    this.happened = new Promise((resolve) => {
      this.announce = resolve;
    });
  }

  watch(): void {
    this.isWatched = true;
  }

  /** Ctrl-C. One that nobody watches for, and a second one, would have killed ctl: the test fails. */
  interrupt(): void {
    if (!this.isWatched) throw new Error('interrupted although nobody watches for it');
    if (this.requested) throw new Error('interrupted twice');
    this.requested = true;
    this.announce();
  }
}
