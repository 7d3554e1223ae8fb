import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../src/operations/fleet/fleet-request.js';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 1; number <= count; number += 1) yield number;
}

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of source) found.push(each);
  return found;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('inParallel', () => {
  it('gives the results in the order of the source, whoever is ready first', async () => {
    const work = async (number: number): Promise<number> => {
      await later(number % 2 === 0 ? 1 : 10);
      return number * 10;
    };
    expect(await all(inParallel(numbers(5), 3, work))).toEqual([10, 20, 30, 40, 50]);
  });

  it('works on no more than the limit at the same time', async () => {
    let atWork = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      atWork += 1;
      most = Math.max(most, atWork);
      await later(2);
      atWork -= 1;
    };
    await all(inParallel(numbers(20), 4, work));
    expect(most).toBe(4);
  });

  it('fails when it is the turn of the one that failed, and nothing is left unheard', async () => {
    const seen: number[] = [];
    const work = async (number: number): Promise<number> => {
      if (number >= 3) throw new Error(`no ${number}`);
      await later(5);
      return number;
    };
    const run = async (): Promise<void> => {
      for await (const each of inParallel(numbers(6), 6, work)) seen.push(each);
    };
    await expect(run()).rejects.toThrow('no 3');
    expect(seen).toEqual([1, 2]);
  });
});
