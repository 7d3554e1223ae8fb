import { Failure, type Problem } from '../../errors.js';
import { type CommandPlace, ctl, type Hint, hint } from '../../formats/hint.js';
import { verifyAgent } from '../maintenance/order-outcome.js';
import { concludeRestart, type RestartVerdict } from './conclude-restart.js';
import type { PlannedTurns } from './plan-turns.js';
import { outcomeOf, restartMember } from './restart-member.js';
import type { RestartReport, StepReport } from './restart-report.js';
import type { RestartRun } from './restart-request.js';
import { takeTurn } from './take-turn.js';
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

/** One after the other, each behind the gate of the one before; it stops at the first doubt. */
async function roll(
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

/**
 * Replicas first, as many at the same time as was asked for, then the leader. Once a member has not come back nobody else is taken,
 * and where a replica is in doubt the leader is left alone.
 */
async function restartPlainly(
  context: Restarting,
  turns: readonly (() => Turn)[],
  postgresVersion: string | null,
): Promise<RestartRun> {
  const all = turns.map((make) => make());
  const isReplica = ({ step }: Turn): boolean => step.role === 'replica';
  const waiting = all.filter(isReplica);
  const next = async (): Promise<void> => {
    for (;;) {
      if (stopOf(context, all, 'replica') !== null) return;
      const turn = waiting.shift();
      if (turn === undefined) return;
      await restartOne(turn, postgresVersion);
    }
  };
  await Promise.all(Array.from({ length: context.request.parallel }, next));
  for (const turn of all.filter((each) => !isReplica(each))) {
    if (stopOf(context, all, 'leader') !== null) break;
    await restartOne(turn, postgresVersion);
  }
  const isLeft = all.some(({ report }) => report.outcome === null);
  return { steps: all.map(({ report }) => report), stop: isLeft ? stopOf(context, all, 'leader') : null };
}

async function restartOne(turn: Turn, postgresVersion: string | null): Promise<void> {
  const { ports, scope, tell } = turn.context;
  const { member } = turn.step;
  turn.restartClock();
  const asked = { scope, name: member, apiUrl: turn.surveyed.watch.apiUrl(member) };
  const agent = await verifyAgent(ports.agents, asked);
  if (agent.ok) {
    turn.noteStart({ cluster: turn.surveyed.cluster, statuses: new Map([[member, agent.status]]) });
    await restartMember(turn, postgresVersion);
    if (turn.report.outcome === 'done' && turn.report.streaming !== null)
      tell({ kind: 'back', step: turn.report });
    return;
  }
  turn.note(agent.outcome);
  tell({ kind: 'answer', scheduled: false, member: outcomeOf(turn) });
}

/** Whoever was sent something and is not back stops everybody; a replica that is silent only the leader. */
function stopOf({ ports }: Restarting, turns: readonly Turn[], before: 'replica' | 'leader'): Problem | null {
  if (ports.interruption.requested) {
    return {
      code: 'interrupted',
      message: 'interrupted; no other member was restarted',
      subject: null,
      next: null,
    };
  }
  const stopping = before === 'leader' ? ['partial', 'unknown', 'unreachable'] : ['partial', 'unknown'];
  const doubt = turns.find(({ report }) => report.outcome !== null && stopping.includes(report.outcome));
  if (doubt === undefined) return null;
  const left = turns.filter(({ report }) => report.outcome === null).map(({ step }) => step.member);
  const { member } = doubt.step;
  const message = `${member} is not back; not restarted: ${left.join(', ')}`;
  return { code: 'stopped', message, subject: member, next: null };
}
