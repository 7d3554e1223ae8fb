import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../operations/ports/ports.js';

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => Math.trunc(performance.now()),
  sleep: (ms) => sleep(ms),
};
