// Records what Patroni makes of changes of the dynamic configuration: npx tsx test/support/recordings-config/record.ts PATRONI FILE [WORD]
// PATRONI is `installed`, `trixie` or `sid` (test/support/packaged-patroni.ts); with WORD only the experiments whose names match it.
import { writeFile } from 'node:fs/promises';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { ownCluster } from '../own-cluster.js';
import { packagedPatroni } from '../packaged-patroni.js';
import { EXPERIMENTS } from './experiments.js';
import { perform } from './perform.js';

const [suite = 'installed', target = '', word = ''] = process.argv.slice(2);
const patroni = suite === 'sid' || suite === 'trixie' ? (await packagedPatroni(suite)).patroni : undefined;
const cluster = await ownCluster(`params-${suite}`, {
  members: 2,
  etcd: 1,
  ...(patroni === undefined ? {} : { patroni }),
});
try {
  await cluster.untilWhole();
  const base: ValueMap = JSON.parse((await cluster.keys('config')).config ?? '{}');
  const status = await cluster.agent(await cluster.leader(), 'GET', '/patroni');
  const { patroni: about }: { readonly patroni: { readonly version: string } } = JSON.parse(status.text);
  const postgresql = (await cluster.sql('pg1', 'SHOW server_version')).split(' ')[0];
  const note = `recorded: Patroni ${about.version} with PostgreSQL ${postgresql}, two members, by record.ts beside this`;
  const results: object[] = [];
  for (const experiment of EXPERIMENTS.filter(({ name }) => new RegExp(word, 'u').test(name))) {
    const result = await perform(cluster, base, experiment).catch((error: unknown) => ({
      name: experiment.name,
      failed: String(error),
    }));
    console.error(experiment.name, 'failed' in result ? result.failed : '');
    results.push(result);
    const lines = results.map((each) => JSON.stringify(each)).join(',\n');
    const head = JSON.stringify({ note, patroni: about.version, postgresql, base }).slice(0, -1);
    await writeFile(target, `${head},\n"experiments":[\n${lines}\n]}\n`);
  }
} finally {
  await cluster.destroy();
}
