import { type DivergenceTold, tellDivergence } from '../divergence/describe-divergence.js';
import type { Evidence } from '../evidence/evidence.js';
import { presentCluster } from '../findings/known.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { type FailoverTime, failoverTime } from './failover-time.js';
import type { Obstacle } from './obstacles.js';
import { possibleWinners } from './possible-winners.js';
import { lastWritten, type Takeover, takeovers } from './takeovers.js';

/** What happens if the leader fails now, as it looks from here. */
export interface FailoverForecast {
  readonly leader: string;
  /** Who takes over: one, or several if it cannot be told which of them is first; empty if nobody does. */
  readonly winners: readonly string[];
  /** Why they, in a few words; null if nobody takes over. */
  readonly why: string | null;
  readonly time: FailoverTime;
  /** Longest of the winners: how long it would replay before it accepts writes, estimated; null if unknown. */
  readonly replaySeconds: number | null;
  /** What the winner lacks at this moment, at least; of several the one that lacks most. Null if unknown of one of them. */
  readonly lossBytes: number | null;
  /** Winners that have, or may have, diverged from the leader, with what would be lost. */
  readonly diverged: readonly (DivergenceTold & { readonly member: string })[];
  /** No commit that was acknowledged is lost: the winner is in the sync set. */
  readonly keepsAcknowledged: boolean;
  readonly cannot: readonly { readonly member: string; readonly obstacle: Obstacle }[];
}

/** Null while nobody leads, and unless etcd tells how the cluster is now. */
export function forecastFailover(evidence: Evidence): FailoverForecast | null {
  const cluster = presentCluster(evidence);
  if (cluster === null || cluster.leader === null) return null;
  const rivals = takeovers(evidence);
  const able = rivals.filter(({ obstacle }) => obstacle === null);
  const winners = possibleWinners(able, lastWritten(evidence));
  const diverged = winners.flatMap(({ member, hasDiverged, divergence }) =>
    hasDiverged ? [{ member, ...tellDivergence(divergence) }] : [],
  );
  return {
    leader: cluster.leader.name,
    winners: winners.map(({ member }) => member),
    why: whyThey(winners, able),
    time: failoverTime(cluster.config),
    replaySeconds: longest(winners.map(({ replaySeconds }) => replaySeconds)),
    lossBytes: worstLoss(winners),
    diverged,
    keepsAcknowledged:
      winners.length > 0 &&
      diverged.length === 0 &&
      synchronousMode(cluster.config) !== 'off' &&
      cluster.sync !== null,
    cannot: rivals.flatMap(({ member, obstacle }) => (obstacle === null ? [] : [{ member, obstacle }])),
  };
}

/** Of one that has diverged all since the fork is lost, whatever its position. */
function worstLoss(winners: readonly Takeover[]): number | null {
  const losses = winners.map(({ hasDiverged, divergence, lag }) =>
    hasDiverged ? divergence.lossBytes : lag,
  );
  const isUnknown = winners.some(({ hasDiverged }, index) => hasDiverged && losses[index] === null);
  return isUnknown ? null : longest(losses);
}

function whyThey(winners: readonly Takeover[], able: readonly Takeover[]): string | null {
  const [first, second] = winners;
  if (first === undefined) return null;
  if (second !== undefined && winners.some(({ hasDiverged }) => hasDiverged))
    return 'the one furthest ahead is first, whatever its timeline';
  if (second !== undefined) return 'they are equally far; the first to act wins';
  if (able.length === 1) return 'nobody else can';
  const equals = able.filter(
    ({ streams, lag }) => streams === first.streams && (streams !== false || lag === first.lag),
  );
  if (equals.length > 1 && !first.hasDiverged)
    return `it has the highest failover_priority (${first.priority})`;
  return first.streams === false || first.hasDiverged ? 'it has received the most' : 'only it streams';
}

function longest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
