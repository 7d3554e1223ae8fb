import type { Interruption } from '../../operations/sandbox/ports.js';

/** Notes SIGINT, SIGTERM and SIGHUP instead of dying of them, once it watches. */
export class SignalInterruption implements Interruption {
  requested = false;

  watch(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        this.requested = true;
      });
    }
  }
}
