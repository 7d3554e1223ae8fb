import type { Comparison } from './pairs.js';

/** The highest ratios that are accepted, by the names of comparisons: `bench/budget.json`. */
export type Budget = Readonly<Record<string, number>>;

export function comparisonTable(comparisons: readonly Comparison[], budget: Budget): string {
  const rows = comparisons.map(({ name, ratio, low, high, oursMs, theirsMs, pairs }) => {
    const spread = `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    return [name, spread, budget[name]?.toFixed(2) ?? '', oursMs.toFixed(0), theirsMs.toFixed(0), pairs];
  });
  return table(['ctl', 'ratio (quartiles)', 'budget', 'ms', 'ms', 'pairs'], rows);
}

export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The comparisons that take longer than they may, in words. */
export function beyondBudget(comparisons: readonly Comparison[], budget: Budget): readonly string[] {
  return comparisons.flatMap(({ name, ratio }) => {
    const limit = budget[name];
    return limit !== undefined && ratio > limit ? [`${name}: ${ratio.toFixed(2)}, more than ${limit}`] : [];
  });
}
