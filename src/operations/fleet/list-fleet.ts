import type { Problem } from '../../errors.js';
import {
  type ClusterReport,
  type DescribedScope,
  describeScope,
  type ListPorts,
  type ListReport,
  staleness,
} from '../listing/list-members.js';
import type { Fleet, FoundCluster, ScopeReading } from '../ports/dcs-ports.js';
import { done, type Report } from '../report.js';
import { type FleetRequest, inParallel, noClusters } from './fleet-request.js';

/** Notes of paused clusters that are read at the same time. */
const NOTES_AT_ONCE = 32;

export { fleetRequest } from './fleet-request.js';

interface FleetPorts extends ListPorts {
  readonly fleet: Fleet;
}

/** The clusters of one scope. */
interface FleetListPart extends ListReport {
  readonly clusters: readonly ClusterReport[];
}

/** The end of a list of which each part has been given before. */
export interface FleetListReport extends Report {
  /** ISO 8601; when etcd was asked. */
  readonly at: string;
}

/** The members of all clusters of the namespace as etcd holds them, scope by scope, as of one revision. */
export async function* listFleet(
  ports: FleetPorts,
  request: FleetRequest,
): AsyncGenerator<FleetListPart, FleetListReport> {
  const { fleet, clock } = ports;
  const at = clock.now().toISOString();
  const warnings: Problem[] = [];
  let seen: ScopeReading | null = null;
  const describe = ({ scope, reading }: FoundCluster): Promise<DescribedScope> => {
    seen = reading;
    return describeScope(ports, scope, reading, request);
  };
  let count = 0;
  for await (const each of inParallel(withGroup(fleet, request.group), NOTES_AT_ONCE, describe)) {
    warnings.push(...each.warnings);
    count += each.clusters.length;
    yield { ...done(), at, clusters: each.clusters };
  }
  if (count === 0) warnings.push(noClusters(fleet.namespace));
  return { ...done([...warnings, ...(seen === null ? [] : staleness(seen, null))]), at };
}

/** Only the clusters that have a Citus group, if one is asked for. */
export async function* withGroup(fleet: Fleet, group: number | null): AsyncGenerator<FoundCluster> {
  for await (const found of fleet.readAll()) {
    if (group === null || found.reading.formation?.groups.has(group)) yield found;
  }
}
