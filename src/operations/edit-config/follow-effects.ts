import type { MemberEffect } from '../../cluster/config/judge-effect.js';
import { loopWait } from '../../cluster/model/dynamic-config.js';
import type { Outcome, Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { follow } from '../following/follow.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ConfigChangeReport, TellChange } from './config-change-report.js';
import type { ChangeConfigPorts, ChangeOptions } from './edit-config-request.js';
import { type FollowedChange, FollowedMember } from './followed-member.js';

/** What the members have made of a change, and what that means for the end of the command. */
export interface Effects extends Pick<ConfigChangeReport, 'members' | 'elapsedMs'> {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly warnings: readonly Problem[];
  readonly errors: readonly Problem[];
}

const TICK_MS = 300;
/** Agents are woken by the change; the first look without `--wait` is as long as that takes. */
const SHORT_MS = 2000;
const BEYOND_CYCLES_MS = 10_000;

/** Looks until every member has shown what it makes of the change, or the time is over. */
export async function followEffects(
  ports: ChangeConfigPorts,
  change: FollowedChange,
  tell: TellChange,
): Promise<Effects> {
  const { clock, interruption } = ports;
  const { options, cluster, place } = change;
  const start = clock.monotonicMs();
  const limitMs = options.wait
    ? (options.deadlineMs ?? 2000 * loopWait(cluster.config) + BEYOND_CYCLES_MS)
    : SHORT_MS;
  const followed = change.members.map((reading) => new FollowedMember(ports, change, reading));
  const waiting = (): string[] =>
    followed.filter(({ isWaiting }) => isWaiting).map(({ effect }) => effect.member);
  const followOne = (member: FollowedMember) =>
    follow({
      clock,
      interruption,
      tickMs: TICK_MS,
      startedMs: start,
      look: () => member.look(),
      endOf: (_, elapsedMs) =>
        !member.isWaiting || elapsedMs >= limitMs || interruption.requested ? 'over' : null,
      tell: (_, elapsedMs) => {
        // Each tells for all.
        if (member === followed.find(({ isWaiting }) => isWaiting))
          tell({ kind: 'waiting', members: waiting(), elapsedMs, limitMs });
      },
    });
  // One that is silent does not hold up the others.
  await Promise.all(followed.map(followOne));
  const elapsedMs = clock.monotonicMs() - start;
  const effects = followed.map(({ effect }) => effect);
  return conclude(effects, options, interruption.requested, elapsedMs, place);
}

function conclude(
  members: readonly MemberEffect[],
  { wait }: ChangeOptions,
  interrupted: boolean,
  elapsedMs: number,
  place: ClusterPlace,
): Effects {
  const shown = members.filter(({ settings }) => settings.length > 0);
  const late = shown.filter(({ settings }) => settings.some(({ state }) => state === 'waiting'));
  const warnings = shown.flatMap(({ member, settings }) =>
    settings
      .filter(({ state }) => state === 'ignored')
      .map(({ key, reason }) => ({
        code: 'setting-ignored',
        message: `${member} goes on without ${key}: ${reason}`,
        subject: member,
        next: null,
      })),
  );
  if (!wait || late.length === 0)
    return { outcome: 'done', code: null, warnings, errors: [], members: shown, elapsedMs };
  const code = interrupted ? 'interrupted' : 'not-applied';
  const errors = late.map(({ member }) => ({
    code,
    message: `the change is stored; ${member} has not shown it ${interrupted ? 'yet' : 'in time'}`,
    subject: member,
    next: ctl('list', place),
  }));
  const outcome = late.length === shown.length ? 'unknown' : 'partial';
  return { outcome, code, warnings, errors, members: shown, elapsedMs };
}
