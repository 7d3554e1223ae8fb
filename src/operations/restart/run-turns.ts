import { Failure, type Problem } from '../../errors.js';
import { type CommandPlace, ctl, type Hint, hint } from '../../formats/hint.js';
import { concludeRestart, type RestartVerdict } from './conclude-restart.js';
import type { PlannedTurns } from './plan-turns.js';
import { restartPlainly } from './restart-plainly.js';
import type { RestartReport, StepReport } from './restart-report.js';
import { roll } from './roll.js';
import { type Restarting, Turn } from './turn.js';

/** Carries the plan out, and says what has become of it. */
export async function runTurns(
  { ports, request, scope, tell }: Omit<Restarting, 'nameWidth'>,
  turns: PlannedTurns['turns'],
  warnings: readonly Problem[],
  postgresVersion: string | null,
  resume: Hint,
): Promise<
  RestartVerdict &
    Pick<RestartReport, 'resume' | 'elapsedMs' | 'warnings'> & { readonly steps: readonly StepReport[] }
> {
  const { clock, interruption } = ports;
  const nameWidth = Math.max(...turns.map(({ step }) => step.member.length));
  const context = { ports, request, scope, tell, nameWidth };
  await demandSameLeaders(turns, { scope, group: request.group });
  interruption.watch();
  const startMs = clock.monotonicMs();
  const makers = turns.map(
    ({ surveyed, step }, index) =>
      () =>
        new Turn(context, surveyed, step, index + 1),
  );
  const go = context.request.rolling === null ? restartPlainly : roll;
  const course = await go(context, makers, postgresVersion);
  const verdict = concludeRestart(course, resume);
  const isUnfinished = verdict.outcome !== 'done' && (verdict.left.length > 0 || course.stop !== null);
  return {
    ...verdict,
    warnings: [...warnings, ...course.steps.flatMap(notStreaming)],
    steps: course.steps,
    resume: isUnfinished ? resume : null,
    elapsedMs: clock.monotonicMs() - startMs,
  };
}

/** It did not stream before, either: the restart is done, and nobody should believe that all is well. */
function notStreaming({ member, outcome, streaming }: StepReport): Problem[] {
  if (outcome !== 'done' || streaming !== false) return [];
  const message = `${member} runs again and does not stream, as before`;
  return [{ code: 'not-streaming', message, subject: member, next: null }];
}

/** Somebody may have thought long before saying yes: the leader that was planned for must still lead. */
async function demandSameLeaders(turns: PlannedTurns['turns'], place: CommandPlace): Promise<void> {
  for (const { watch, baseline } of new Set(turns.map(({ surveyed }) => surveyed))) {
    const { cluster } = await watch.look();
    if (cluster === null || (cluster.leader?.name ?? null) === baseline.leader) continue;
    const message = 'the leader has changed meanwhile; nothing was sent.';
    const next = hint`look again with ${ctl('list', place)}, then decide`;
    throw new Failure('conflict', 'state-changed', message, { next });
  }
}
