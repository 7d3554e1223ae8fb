import { type Cluster, currentTimeline } from '../../cluster/model/cluster.js';
import { isPaused } from '../../cluster/model/dynamic-config.js';
import { compareNames } from '../../cluster/model/member.js';
import { measuredLag } from '../../cluster/model/positions.js';
import { describeStanding, type HealthVerdict } from '../../cluster/standing/standing.js';
import type { Problem } from '../../errors.js';
import { type FleetRequest, noClusters } from '../fleet/fleet-request.js';
import { withGroup } from '../fleet/list-fleet.js';
import { staleness, verdictAsRead } from '../listing/list-members.js';
import type { Fleet, ScopeReading } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';
import { selectClusters } from '../reading/select-clusters.js';
import { done, type Report } from '../report.js';

export interface ClustersReport extends Report {
  /** ISO 8601; when etcd was asked. */
  readonly at: string;
  readonly namespace: string;
  /** etcd's revision of all that is shown; null if there is nothing. */
  readonly revision: number | null;
  readonly consistency: ScopeReading['consistency'] | null;
  /** By name; the groups of a Citus cluster one by one. */
  readonly clusters: readonly ClusterLine[];
}

/** One cluster in a line. */
export interface ClusterLine {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly systemIdentifier: string | null;
  readonly leader: string | null;
  /** How many are registered. */
  readonly members: number;
  readonly timeline: number | null;
  /** Bytes, of the replica that is furthest behind; null if none tells. */
  readonly highestLag: number | null;
  readonly pendingRestarts: number;
  readonly paused: boolean;
  readonly verdict: HealthVerdict;
  readonly summary: string;
}

/** Every cluster of the namespace as etcd holds it, a line for each. */
export async function listClusters(
  { fleet, clock }: { readonly fleet: Fleet; readonly clock: Clock },
  request: FleetRequest,
): Promise<ClustersReport> {
  const at = clock.now().toISOString();
  const warnings: Problem[] = [];
  const lines: ClusterLine[] = [];
  let seen: ScopeReading | null = null;
  for await (const { scope, reading } of withGroup(fleet, request.group)) {
    seen = reading;
    warnings.push(...reading.warnings);
    const selected = reading.formation === null ? [] : selectClusters(scope, reading.formation, request);
    const { consistency } = reading;
    lines.push(
      ...selected.map(({ group, cluster }) => {
        const line = describeLine(cluster);
        return { scope, group, ...line, verdict: verdictAsRead(line.verdict, consistency) };
      }),
    );
  }
  const { namespace } = fleet;
  return {
    ...done(
      lines.length === 0
        ? [noClusters(namespace)]
        : [...warnings, ...(seen === null ? [] : staleness(seen, null))],
    ),
    at,
    namespace,
    revision: seen?.revision ?? null,
    consistency: seen?.consistency ?? null,
    clusters: lines.sort((a, b) => compareNames({ name: a.scope }, { name: b.scope })),
  };
}

function describeLine(cluster: Cluster): Omit<ClusterLine, 'scope' | 'group'> {
  const { initialization, leader, members } = cluster;
  const { verdict, sentence } = describeStanding(cluster);
  const lags = members.flatMap((member) =>
    member.name === leader?.name ? [] : (measuredLag(cluster, member) ?? []),
  );
  return {
    systemIdentifier: initialization.state === 'initialized' ? initialization.systemIdentifier : null,
    leader: leader?.name ?? null,
    members: members.length,
    timeline: currentTimeline(cluster),
    highestLag: lags.length === 0 ? null : Math.max(...lags),
    pendingRestarts: members.filter(({ pendingRestart }) => pendingRestart).length,
    paused: isPaused(cluster.config),
    verdict,
    summary: sentence,
  };
}
