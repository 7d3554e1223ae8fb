import type { Problem } from '../../errors.js';
import type { StepReport } from './restart-report.js';
import type { RestartRun } from './restart-run.js';
import { takeTurn } from './take-turn.js';
import type { Restarting, Turn } from './turn.js';

/** One after the other, each behind the gate of the one before; it stops at the first doubt. */
export async function roll(
  context: Restarting,
  turns: readonly (() => Turn)[],
  postgresVersion: string | null,
): Promise<RestartRun> {
  const planned = turns.map((make) => make());
  const steps: StepReport[] = planned.map(({ report }) => report);
  let stop: Problem | null = null;
  for (const [index, make] of turns.entries()) {
    const turn = make();
    const { place, cluster } = turn.surveyed;
    const coming = planned.slice(index + 1).filter((each) => each.step.group === place.group);
    const names = coming.map(({ step }) => step.member);
    const done = cluster.members
      .map(({ name }) => name)
      .filter((name) => name !== turn.step.member && !names.includes(name));
    stop = await takeTurn(turn, { postgresVersion, done, coming: names });
    steps[index] = turn.report;
    if (turn.report.elapsedMs !== null)
      context.tell({ kind: 'turn', step: turn.report, nameWidth: context.nameWidth });
    if (stop !== null) break;
  }
  return { steps, stop };
}
