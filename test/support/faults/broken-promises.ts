import type { ChangingVerb } from './changing-verbs.js';
import { FaultyCluster } from './faulty-cluster.js';
import { measureStart } from './measured-run.js';
import { judgeRun } from './oracle.js';
import type { WriteFault } from './write-faults.js';

const DEADLINE_S = 6;
/** What is read before has a deadline of its own, and what is asked for is waited for as long from then on. */
const DEADLINE_MS = 2 * DEADLINE_S * 1000;
/** On a machine that is busy a command may not get as far as the fault, or end late; what is wrong three times is wrong. */
const ATTEMPTS = 3;

async function tryOut(
  cluster: FaultyCluster,
  verb: ChangingVerb,
  { name, commit }: WriteFault,
): Promise<readonly string[]> {
  let broken: readonly string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await cluster.reset();
    await verb.prepare?.(cluster);
    commit(cluster);
    const startMs = await measureStart();
    const run = await cluster.ctl(...verb.args, '--deadline', String(DEADLINE_S), '--json');
    const { isFaulted } = cluster;
    const found = await judgeRun(run, {
      deadlineMs: DEADLINE_MS,
      startMs,
      look: () => verb.look(cluster),
      settled: () => cluster.settled(),
    });
    const all = isFaulted ? found : [...found, 'the fault did not come about'];
    broken = all.map((each) => `${name}: exit ${run.exit} after ${Math.round(run.elapsedMs)} ms: ${each}`);
    const isBusy = !isFaulted || found.every((each) => each.startsWith('it took'));
    if (broken.length === 0 || !isBusy) return broken;
  }
  return broken;
}

/** All promises that a command has broken, whatever happened to its write. */
export async function brokenPromises(
  verb: ChangingVerb,
  faults: readonly WriteFault[],
): Promise<readonly string[]> {
  const cluster = await FaultyCluster.start();
  try {
    const broken: string[] = [];
    for (const fault of faults) broken.push(...(await tryOut(cluster, verb, fault)));
    return broken;
  } finally {
    await cluster.stop();
  }
}
