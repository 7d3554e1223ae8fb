import { expect, it } from 'vitest';
import { effectiveTiming } from '../../../src/cluster/config/effective-timing.js';

it.each([
  { rule: 'the defaults', config: {}, timing: [30, 10, 10] },
  {
    rule: 'what keeps the rule',
    config: { ttl: 60, loop_wait: 20, retry_timeout: 20 },
    timing: [60, 20, 20],
  },
  { rule: 'minima', config: { ttl: 5, loop_wait: 0, retry_timeout: 1 }, timing: [20, 1, 3] },
  {
    rule: 'a shorter loop_wait',
    config: { ttl: 30, loop_wait: 20, retry_timeout: 10 },
    timing: [30, 10, 10],
  },
  {
    rule: 'a shorter retry_timeout as well',
    config: { ttl: 20, loop_wait: 10, retry_timeout: 10 },
    timing: [20, 1, 9],
  },
  { rule: 'numbers as text', config: { ttl: ' 40 ', loop_wait: '1_0' }, timing: [40, 10, 10] },
  { rule: 'fractions cut off', config: { ttl: 40.9 }, timing: [40, 10, 10] },
])('agents work with $rule', ({ config, timing }) => {
  const [ttl, loopWait, retryTimeout] = timing;
  expect(effectiveTiming(config)).toEqual({ ttl, loopWait, retryTimeout });
});

it.each([{ ttl: 'abc' }, { loop_wait: '10.0' }, { retry_timeout: null }, { ttl: [] }])(
  'nobody knows with %j',
  (config) => {
    expect(effectiveTiming(config)).toBeNull();
  },
);
