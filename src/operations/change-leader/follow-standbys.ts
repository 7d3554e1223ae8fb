import { isStreamingFrom } from '../../cluster/change-leader/member-phases.js';
import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { follow } from '../following/follow.js';
import { elapsedSince } from '../following/moment.js';
import type { Following } from './follow-change.js';

const TICK_MS = 200;

interface StandbysRequest {
  readonly leader: string;
  readonly timeline: number | null;
  /** Null if nobody led before, or it leads again. */
  readonly formerLeader: string | null;
  /** Who has to stream before it ends. */
  readonly members: readonly string[];
  readonly limitMs: number;
}

export interface StandbysFollowed {
  readonly notStreaming: readonly string[];
  readonly formerLeaderStreaming: boolean | null;
  readonly phase: PhaseEntry | null;
  readonly interrupted: boolean;
}

/** Waits until members stream from the new leader, for a limited time. */
export async function followStandbys(
  { clock, interruption, watch, tell, awaited, startedAt }: Following,
  request: StandbysRequest,
): Promise<StandbysFollowed> {
  const { leader, formerLeader, members, limitMs } = request;
  const { isStandbyCluster } = awaited;
  const begun = elapsedSince(clock, startedAt);
  const asked = [...new Set([leader, ...members])];
  let phase: PhaseEntry | null = null;
  const { state } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: startedAt.monotonicMs,
    ask: () => watch.ask(asked),
    look: (elapsedMs) => {
      const { statuses } = watch.look(elapsedMs);
      const missing = members.filter((name) => !streams(request, statuses, name));
      const isBack =
        formerLeader !== null && members.includes(formerLeader) && !missing.includes(formerLeader);
      if (isBack && phase === null) {
        phase = { phase: 'former-leader-back', atMs: elapsedMs, member: formerLeader };
        tell({ kind: 'phase', entry: phase, isStandbyCluster });
      }
      return { statuses, missing, isBack };
    },
    endOf: ({ missing }, elapsedMs) =>
      missing.length === 0 || elapsedMs - begun > limitMs || interruption.requested ? 'over' : null,
    tell: ({ statuses, missing }, elapsedMs) => {
      const sentence = missing.map((name) => describeReturn(name, statuses.get(name) ?? null)).join('; ');
      tell({ kind: 'waiting', sentence, elapsedMs, limitMs: begun + limitMs });
    },
  });
  const { missing, isBack } = state;
  return {
    notStreaming: missing,
    formerLeaderStreaming: formerLeader === null ? null : isBack,
    phase,
    interrupted: interruption.requested && missing.length > 0,
  };
}

function streams(
  { leader, timeline }: StandbysRequest,
  statuses: ReadonlyMap<string, MemberStatus | null>,
  name: string,
): boolean {
  return isStreamingFrom(statuses.get(leader) ?? null, name, statuses.get(name) ?? null, timeline);
}

/** What keeps a member from streaming, as its agent tells. */
export function describeReturn(name: string, status: MemberStatus | null): string {
  if (status === null) return `${name}: its agent does not answer`;
  switch (status.state) {
    case 'stopping':
      return `${name} hangs in its shutdown`;
    case 'stopped':
      return `${name} is stopped; Patroni rewinds it if it has to, and starts it`;
    case 'running':
      return status.role === 'primary'
        ? `${name} still says it is primary`
        : `${name} runs and does not stream yet`;
    default:
      return `${name}: ${status.state}`;
  }
}
