import { expect, it } from 'vitest';
import { until } from '../../../src/cli/output/until.js';

async function* numbers(sleeps: () => Promise<void>) {
  for (let number = 1; ; number += 1) {
    yield number;
    await sleeps();
  }
}

it('ends though the next value is still waited for, which may take for ever', async () => {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const seen: number[] = [];
  const values = until(
    ended,
    numbers(async () => (seen.length < 3 ? undefined : new Promise(() => {}))),
  );
  for await (const value of values) {
    seen.push(value);
    if (value === 3) end();
  }
  expect(seen).toEqual([1, 2, 3]);
});

it('ends by itself with what it is given', async () => {
  const two = async function* () {
    yield 1;
    yield 2;
  };
  const seen: number[] = [];
  for await (const value of until(new Promise(() => {}), two())) seen.push(value);
  expect(seen).toEqual([1, 2]);
});
