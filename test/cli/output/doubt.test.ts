import { expect, it } from 'vitest';
import { mayHaveChanged, notingOrders } from '../../../src/cli/output/doubt.js';
import { failureFrom } from '../../../src/cli/output/failure-from.js';

const sendingTo = (kind: string) => notingOrders({ send: async (_order: string) => ({ kind }) });

it('an unexpected error is a bug until something may have been received, and doubt from then on', async () => {
  expect(failureFrom(new Error('boom')).outcome).toBe('bug');
  await sendingTo('not-sent').send('pause');
  expect(mayHaveChanged()).toBe(false);
  await sendingTo('doubtful').send('pause');
  const { outcome, problem } = failureFrom(new Error('boom'));
  expect({ outcome, code: problem.code }).toEqual({ outcome: 'unknown', code: 'bug' });
});
