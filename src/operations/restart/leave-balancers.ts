import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { BalancedMember, describeBusy } from '../haproxy/balanced-member.js';
import type { Turn } from './turn.js';

/** Clients that stay longer are cut off by the restart. */
const SESSIONS_MS = 30_000;

/** What was taken out of the HAProxies for one turn. */
interface LeftBalancers {
  /** Why the member is not taken; null if it can be. */
  readonly problem: Problem | null;
  /** Why it could not be put back; null if it is. */
  back(): Promise<Problem | null>;
}

/** Takes a member out of the pools for reads and waits for its clients, for a limited time. A pool for writes follows the leader anyway. */
export async function leaveBalancers(turn: Turn): Promise<LeftBalancers> {
  const { ports, request } = turn.context;
  const { haproxy } = request;
  if (haproxy === null) return { problem: null, back: async () => null };
  const { place, cluster } = turn.surveyed;
  const { member } = turn.step;
  const balanced = new BalancedMember(ports, place, cluster, member, haproxy, false);
  await balanced.refresh();
  if (balanced.problems[0] === undefined) await balanced.takeOut();
  const [trouble] = balanced.problems;
  const back = async (): Promise<Problem | null> => {
    await balanced.putBack();
    const left = balanced.servers.filter(({ state }) => state !== 'ready');
    if (left.length === 0) return null;
    const names = left
      .map(({ balancer, pool, server }) => `${pool}/${server} in HAProxy ${balancer}`)
      .join(', ');
    const message = `${member} is still drained: ${names}`;
    return {
      code: 'haproxy-left-drained',
      message,
      subject: member,
      next: ctl('haproxy check', place),
    };
  };
  if (trouble !== undefined) {
    const message = `${member} was not taken: ${trouble.message}`;
    await back();
    return { problem: { ...trouble, message, subject: member }, back: async () => null };
  }
  await awaitSessions(turn, balanced);
  if (!turn.isInterrupted) return { problem: null, back };
  const message = `interrupted before ${member} was taken`;
  const kept = await back();
  return {
    problem: kept ?? { code: 'interrupted', message, subject: member, next: null },
    back: async () => null,
  };
}

async function awaitSessions(turn: Turn, balanced: BalancedMember): Promise<void> {
  await balanced.refresh();
  const begunMs = turn.elapsedMs;
  while (balanced.busy.length > 0 && turn.elapsedMs - begunMs < SESSIONS_MS && !turn.isInterrupted) {
    await turn.waitFor(describeBusy(balanced.busy), begunMs + SESSIONS_MS);
    await balanced.refresh();
  }
  turn.restartClock();
}
