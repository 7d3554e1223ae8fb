import { formatLsn } from '../../cluster/model/lsn.js';
import { isReigning, type Reign, reignsOf } from '../../cluster/standing/reigns.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done, type Report } from '../report.js';

export interface HistoryReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** ISO 8601; durations that have not ended are as of this time. */
  readonly at: string;
  readonly changes: readonly ChangeReport[];
}

/** One change of timeline and the reign that began with it. Unknown data is null. */
export interface ChangeReport extends Reign {
  readonly switchLsn: string;
  /** Whether it still leads. */
  readonly reigning: boolean;
  readonly seconds: number | null;
}

export async function readHistory(dcs: Dcs, clock: Clock, request: ClusterRequest): Promise<HistoryReport> {
  const { scope, group, cluster, warnings } = await readCluster(dcs, request);
  const now = clock.now();
  const changes = reignsOf(cluster.history).map((reign): ChangeReport => {
    const reigning = isReigning(reign, cluster);
    const end = reign.until ?? (reigning ? now.toISOString() : null);
    return {
      ...reign,
      switchLsn: formatLsn(reign.switchPosition),
      reigning,
      seconds: secondsBetween(reign.at, end),
    };
  });
  return { ...done(warnings), scope, group, at: now.toISOString(), changes };
}

function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
