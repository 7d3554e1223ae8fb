import { formatBytes } from '../../formats/sizes.js';
import { isDiverged } from '../divergence/divergence.js';
import type { Cluster } from '../model/cluster.js';
import { loopWait } from '../model/dynamic-config.js';
import { formatLsn, type Lsn } from '../model/lsn.js';
import type { CandidateVerdict } from './candidate.js';

/** What is known of a change of leader that has ended. */
export interface EndedChange {
  /** Who led before; null if nobody did. */
  readonly from: string | null;
  readonly leader: string;
  /** The timeline that has ended with it; null if unknown. */
  readonly timeline: number | null;
  /** As it was before. */
  readonly before: Cluster;
  /** What the former leader said by itself just before, which is newer than etcd's sample; null if it was silent. */
  readonly told: Lsn | null;
  /** As it is now. */
  readonly after: Cluster;
  /** How the new leader stood before; null if nobody had judged it. */
  readonly verdict: CandidateVerdict | null;
}

/** Acknowledged work that the new leader does not have, as far as the samples tell; null if they show none. */
export function describeProbableLoss(change: EndedChange): string | null {
  const { from, leader, before, told, verdict } = change;
  const sample = before.status.position;
  const written = told === null ? sample : Math.max(told, sample ?? 0);
  const start = startOf(change);
  if (written === null || start === null || written <= start) return null;
  const who = from ?? 'the last leader';
  const parted =
    verdict !== null && isDiverged(verdict.divergence) ? 'had left that line at' : 'went on from';
  const age = told === null ? ` (a sample, up to ${loopWait(before.config)} s older than its end)` : '';
  return (
    `${who} had written ${formatLsn(written)} when it was last seen${age}, and ${leader} ${parted} ${formatLsn(start)}: ` +
    `at least ${formatBytes(written - start)} of it are probably lost; what was written after that is not known`
  );
}

/** Whether the history tells of the change already; it is written a moment after the new leader takes writes. */
export function isInHistory({ history }: Cluster, timeline: number | null): boolean {
  return timeline === null || history.some((entry) => entry.timeline >= timeline);
}

/** Where the new leader went on from what the former one had written. */
function startOf({ timeline, after, verdict }: EndedChange): Lsn | null {
  const fork = verdict?.divergence.forkLsn ?? null;
  if (fork !== null) return parseLsn(fork);
  return after.history.find((entry) => entry.timeline === timeline)?.switchPoint ?? null;
}

function parseLsn(text: string): Lsn {
  const [high = '0', low = '0'] = text.split('/');
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
}
