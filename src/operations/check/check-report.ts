import type { Expectations } from '../../cluster/check/expectations.js';
import type { MonitoringName } from '../../cluster/check/index.js';
import type { Measure, MonitoringState } from '../../cluster/check/monitoring-result.js';
import type { DiagnosePorts } from '../diagnose/diagnose.js';
import type { Fleet } from '../ports/dcs-ports.js';
import type { ClusterSelection } from '../reading/select-clusters.js';
import type { Report } from '../report.js';

/** A text that is kept between two checks, in a file of the operator's choice. */
export interface CheckMemory {
  /** Null if there is no such file yet. */
  read(path: string): Promise<string | null>;
  /** In place of what was there, at once. */
  write(path: string, text: string): Promise<void>;
}

export interface CheckPorts extends DiagnosePorts {
  readonly fleet: Fleet;
  readonly memory: CheckMemory;
}

export interface CheckRequest extends ClusterSelection {
  /** Null: all clusters of the namespace. */
  readonly scope: string | null;
  /** Empty: all that `status` finds, and whatever something is expected of. */
  readonly names: readonly MonitoringName[];
  readonly expected: Omit<Expectations, 'remembered'>;
  /** Where timeline and configuration are remembered; null if they are not. */
  readonly memory: {
    readonly path: string;
    /** What is seen now is what is expected from now on. */
    readonly save: boolean;
  } | null;
}

export const CHECK_KEYS = ['at', 'state', 'clusters'];

export interface CheckReport extends Report {
  /** ISO 8601. */
  readonly at: string;
  /** The worst of all clusters. */
  readonly state: MonitoringState;
  readonly clusters: readonly CheckedCluster[];
}

export interface CheckedCluster {
  readonly scope: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly state: MonitoringState;
  readonly checks: readonly NamedResult[];
  /** Figures beside those of the checks. */
  readonly measures: readonly Measure[];
}

export interface NamedResult {
  readonly name: MonitoringName;
  readonly state: MonitoringState;
  readonly summary: string;
  readonly details: readonly string[];
  readonly measures: readonly Measure[];
}
