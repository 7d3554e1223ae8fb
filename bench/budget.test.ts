import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compareStarts } from './starts.js';
import { beyondBudget } from './tables.js';

const PAIRS = 9;

it('starts within the budget: ratios, with room for a noisy machine', async () => {
  const budget = JSON.parse(await readFile(new URL('./budget.json', import.meta.url), 'utf8'));
  const comparisons = await compareStarts(PAIRS);
  expect(comparisons.map(({ name }) => name).sort()).toEqual(Object.keys(budget).sort());
  expect(beyondBudget(comparisons, budget)).toEqual([]);
});
