import type { Problem } from '../../errors.js';
import { verifyAgent } from '../maintenance/verify-agent.js';
import { outcomeOf, restartMember } from './restart-member.js';
import type { RestartRun } from './restart-run.js';
import type { Restarting, Turn } from './turn.js';

/**
 * Replicas first, as many at the same time as was asked for, then the leader. Once a member has not come back nobody else is taken,
 * and where a replica is in doubt the leader is left alone.
 */
export async function restartPlainly(
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
      message: 'interrupted; nobody else was restarted',
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
