import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { packagedPatroni } from '../test/support/packaged-patroni.js';
import { cleanEnvironment } from '../test/support/run-ctl.js';
import { type Comparison, comparePairs, type Program } from './pairs.js';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 21);
const BINARY = fileURLToPath(new URL('../bin/run.js', import.meta.url));

it('compares whole processes, pair by pair', async () => {
  const { patronictl, version } = await packagedPatroni('sid');
  const settings = join(inject('sandboxHome'), 'shared', 'patronictl.yml');
  const env = cleanEnvironment({});
  const ctl = (...args: string[]): Program => ({
    name: `ctl ${args.filter((each) => each !== settings && each !== '-c').join(' ')}`,
    command: process.execPath,
    args: [BINARY, ...args],
    env,
  });
  const theirs: Program = {
    name: `patronictl ${version} list`,
    command: patronictl,
    args: ['-c', settings, 'list'],
    env,
  };
  const bare: Program = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'], env };
  const list = ctl('-c', settings, 'list');
  const results = [
    { limit: 0.65, comparison: comparePairs(list, theirs, PAIRS) },
    { limit: null, comparison: comparePairs(list, bare, PAIRS) },
    { limit: 3.0, comparison: comparePairs(ctl('--version'), bare, PAIRS) },
    { limit: null, comparison: comparePairs(ctl('list', '--help'), bare, PAIRS) },
  ];
  const table = tableOf(results);
  console.log(table);
  await writeFile(new URL('./README.md', import.meta.url), readmeOf(table));
  for (const { limit, comparison } of results) {
    if (limit !== null) expect(comparison.ratio, comparison.ours.name).toBeLessThanOrEqual(limit);
  }
});

interface Result {
  /** The highest ratio that is accepted. */
  readonly limit: number | null;
  readonly comparison: Comparison;
}

function tableOf(results: readonly Result[]): string {
  const rows = results.map(({ limit, comparison: { ours, theirs, ...figures } }) => {
    const { ratio, low, high, oursMs, theirsMs } = figures;
    const spread = `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
    return `| ${ours.name} | ${theirs.name} | ${spread} | ${limit?.toFixed(2) ?? ''} | ${oursMs.toFixed(0)} | ${theirsMs.toFixed(0)} |`;
  });
  return [
    '| program | against | ratio (quartiles) | limit | ms | ms |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function readmeOf(table: string): string {
  return `# Bench

\`npm run bench\` writes this page. Whole processes on a three-member sandbox, run in turns, ${PAIRS} pairs; the median of the ratios
of the pairs counts, absolute times depend on the machine (Node ${process.version}).

${table}
`;
}
