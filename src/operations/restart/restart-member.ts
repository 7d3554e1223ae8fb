import type { MemberOutcome } from '../maintenance/order-outcome.js';
import type { RestartOrder } from '../ports/agent-order.js';
import { proveRestart } from './prove-restart.js';
import type { RestartRequest } from './restart-request.js';
import type { Turn } from './turn.js';

/** Has one member restarted, unless something else has done it already, and proves that it is back. */
export async function restartMember(turn: Turn, postgresVersion: string | null): Promise<void> {
  const { ports, request, scope, tell } = turn.context;
  const { member } = turn.step;
  const asked = { scope, name: member, apiUrl: turn.surveyed.watch.apiUrl(member) };
  const order = { verb: 'restart', ...restartOrder(request, postgresVersion, null) } as const;
  const startMs = turn.elapsedMs;
  const { look, ...proved } = await proveRestart(turn, ports.orders.send(asked, order, turn.limitMs));
  turn.note({
    ...proved,
    startedAfter: look.statuses.get(member)?.startedAt ?? null,
    restartMs: turn.elapsedMs - startMs,
  });
  turn.noteStanding(look);
  tell({ kind: 'answer', scheduled: false, member: outcomeOf(turn) });
}

/** What the agent gets to know of the request. */
export function restartOrder(
  { pending, startTimeout }: RestartRequest,
  postgresVersion: string | null,
  schedule: string | null,
): RestartOrder {
  return {
    schedule,
    postgresVersion,
    onlyPending: pending,
    timeout: startTimeout === null ? null : String(startTimeout),
  };
}

export function outcomeOf({ report, step }: Turn): MemberOutcome {
  const { outcome, code, status, text } = report;
  return { member: step.member, outcome: outcome ?? 'unknown', code, status, text: text ?? '' };
}
