import { expect, it } from 'vitest';
import { Gate } from '../../../src/adapters/agent/client.js';

it('lets only so many in at once, the others in their order, also after a failure', async () => {
  const gate = new Gate(2);
  const finish: (() => void)[] = [];
  const begun: number[] = [];
  const work = [0, 1, 2, 3].map((number) =>
    gate.pass(async () => {
      begun.push(number);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (number === 0) throw new Error('failed');
      return number;
    }),
  );
  const results = Promise.allSettled(work);
  await settle();
  expect(begun).toEqual([0, 1]);
  finish[0]?.();
  await settle();
  expect(begun).toEqual([0, 1, 2]);
  finish[1]?.();
  await settle();
  expect(begun).toEqual([0, 1, 2, 3]);
  finish[2]?.();
  finish[3]?.();
  expect((await results).map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    'failed',
    1,
    2,
    3,
  ]);
});

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
