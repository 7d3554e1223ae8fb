import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { fetchNode, NEWEST_LTS, NODES } from '../scripts/package/nodes.js';
import { measureFleets } from './fleets.js';
import { compareOnLivingCluster } from './living-cluster.js';
import { compareColdStarts, compareStarts } from './starts.js';
import { beyondBudget, comparisonTable, table } from './tables.js';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 21);

it('writes bench/README.md, within the budget', async () => {
  const budget = JSON.parse(await readFile(new URL('./budget.json', import.meta.url), 'utf8'));
  const starts = await compareStarts(PAIRS);
  const newer = await fetchNode(NEWEST_LTS);
  const newerStarts = await compareStarts(PAIRS, newer.path).finally(() =>
    rm(newer.folder, { recursive: true }),
  );
  const cold = await compareColdStarts(5);
  const living = await compareOnLivingCluster(PAIRS);
  const fleets = await measureFleets();
  const fleetRows = fleets.map(({ clusters, usage: { wallMs, cpuMs, peakMib } }) => [
    clusters,
    wallMs.toFixed(0),
    cpuMs.toFixed(0),
    peakMib.toFixed(0),
  ]);
  const page = `# Bench

\`npm run bench\` writes this page. Whole processes, ctl and another program in turns; the median of the ratios of the pairs counts, because
absolute times depend on the machine (here Node ${process.version}). \`npm test\` compares the starts with \`bench/budget.json\`, which leaves room for
a noisy machine.

${comparisonTable([...starts, ...cold, ...living], budget)}

The same starts with Node v${NODES[NEWEST_LTS]?.version}, the newest release with long-term support:

${comparisonTable(newerStarts, {})}

\`ctl list --all --json\` over many clusters of three members in one etcd, the quickest of three runs:

${table(['clusters', 'wall ms', 'CPU ms', 'peak MiB'], fleetRows)}
`;
  console.log(page);
  await writeFile(new URL('./README.md', import.meta.url), page);
  expect(beyondBudget(starts, budget)).toEqual([]);
});
