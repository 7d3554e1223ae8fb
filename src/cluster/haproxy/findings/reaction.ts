import { ctl } from '../../../formats/hint.js';
import type { Finding } from '../../evidence/finding.js';
import { remedy } from '../../findings/tell.js';
import { worstReaction } from '../check-timing.js';
import type { ConfiguredCheck } from '../configured-check.js';
import { haproxyTime } from '../haproxy-words.js';
import { type BalancerCase, type ObservedPool, poolFinding } from './input.js';

/** How fast a pool for writes follows the leader, and what becomes of the sessions of the former one; by the configuration file. */
export function findSlowReaction(pool: ObservedPool, known: BalancerCase): Finding[] {
  const { limits } = known;
  if (pool.purpose !== 'write') return [];
  const checks = pool.servers.flatMap(({ check }) => (check?.isChecked ? [check] : []));
  const slowest = checks.reduce<ConfiguredCheck | null>(
    (worst, check) => (worst === null || worstReaction(check) > worstReaction(worst) ? check : worst),
    null,
  );
  if (slowest === null || worstReaction(slowest) <= limits.reactionMs) return [];
  const { inter, fastinter, downinter, fall, rise } = slowest;
  const times = `inter ${haproxyTime(inter)}, fastinter ${haproxyTime(fastinter)}, downinter ${haproxyTime(downinter)}, fall ${fall}, rise ${rise}`;
  const message =
    `HAProxy needs up to ${haproxyTime(worstReaction(slowest))} to follow a change of leader (${times}), ` +
    `which is more than ${haproxyTime(limits.reactionMs)}`;
  const remedies = [
    remedy('checks that react sooner', ctl('haproxy config', known, [], { partial: true, reaction: '2s' })),
  ];
  return [poolFinding('haproxy-slow-reaction', 'warning', pool, { message, servers: [], remedies })];
}

export function findKeptSessions(pool: ObservedPool): Finding[] {
  if (pool.purpose !== 'write') return [];
  const servers = pool.servers.filter(({ check }) => check !== null && !check.endsSessions);
  if (servers.length === 0) return [];
  const message =
    'sessions stay with a former leader when HAProxy gives it up: "on-marked-down shutdown-sessions" is missing';
  const remedies = [remedy('in the section of this pool: default-server on-marked-down shutdown-sessions')];
  return [poolFinding('haproxy-no-session-shutdown', 'warning', pool, { message, servers, remedies })];
}
