import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askHedged } from '../../../src/adapters/etcd/hedge.js';

interface Behaviour {
  readonly afterMs: number;
  readonly value?: string;
  readonly error?: Error;
}

const START = 0;

/** Endpoints that answer or fail after a while, and remember when each was asked. */
function endpoints(behaviours: Readonly<Record<string, Behaviour>>) {
  const asked: [string, number][] = [];
  const ask = (name: string): Promise<string> => {
    asked.push([name, Date.now() - START]);
    const { afterMs, value, error } = behaviours[name] ?? { afterMs: 0 };
    return new Promise((resolve, reject) => {
      setTimeout(() => (error === undefined ? resolve(value ?? name) : reject(error)), afterMs);
    });
  };
  return { asked, answer: askHedged(Object.keys(behaviours), 300, ask) };
}

const REFUSED = new Error('refused');
const RESET = new Error('reset');

describe('askHedged', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks one endpoint only if it answers in time', async () => {
    const { asked, answer } = endpoints({ a: { afterMs: 299 }, b: { afterMs: 0 } });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ value: 'a' });
    expect(asked).toEqual([['a', 0]]);
  });

  it('asks the next one after 300 ms of silence, and takes the first answer', async () => {
    const { asked, answer } = endpoints({ a: { afterMs: 1500 }, b: { afterMs: 1500 }, c: { afterMs: 10 } });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ value: 'c' });
    expect(asked).toEqual([
      ['a', 0],
      ['b', 300],
      ['c', 600],
    ]);
  });

  it('still takes the answer of a slow one', async () => {
    const { answer } = endpoints({ a: { afterMs: 400 }, b: { afterMs: 1500 } });
    await vi.advanceTimersByTimeAsync(400);
    expect(await answer).toEqual({ value: 'a' });
  });

  it('asks the next one at once after a failure', async () => {
    const { asked, answer } = endpoints({ a: { afterMs: 5, error: REFUSED }, b: { afterMs: 5 } });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ value: 'b' });
    expect(asked).toEqual([
      ['a', 0],
      ['b', 5],
    ]);
  });

  it('asks nobody once there is an answer', async () => {
    const { asked, answer } = endpoints({
      a: { afterMs: 1500, error: REFUSED },
      b: { afterMs: 10 },
      c: { afterMs: 10 },
    });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ value: 'b' });
    expect(asked.map(([name]) => name)).toEqual(['a', 'b']);
  });

  it('gives all errors in the order of the endpoints', async () => {
    const { answer } = endpoints({ a: { afterMs: 1500, error: REFUSED }, b: { afterMs: 5, error: RESET } });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({
      errors: [
        { endpoint: 'a', error: REFUSED },
        { endpoint: 'b', error: RESET },
      ],
    });
  });
});
