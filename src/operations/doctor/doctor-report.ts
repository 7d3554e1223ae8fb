import type { CheckResult } from '../../cluster/doctor/check-results.js';
import type { Repair, RepairFacts } from '../../cluster/doctor/repair.js';
import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import type { HistoryEntry } from '../../cluster/model/cluster.js';
import type { Versions } from '../../cluster/model/versions.js';
import type { FailoverTime } from '../../cluster/standing/failover-time.js';
import type { HealthVerdict } from '../../cluster/standing/standing.js';
import type { DiagnosePorts } from '../diagnose/diagnose.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { AskedMember } from '../ports/ports.js';
import type { SqlAddress } from '../ports/sql-ports.js';
import type { Report } from '../report.js';
import type { Settings } from '../settings.js';
import type { StatusCluster } from '../status/status-report.js';
import type { OwnVersions } from '../version/read-versions.js';

export const DOCTOR_KEYS = [
  ...['at', 'scope', 'namespace', 'group', 'verdict', 'from', 'bundle', 'versions'],
  ...['connections', 'timing', 'checks', 'findings', 'repairs', 'status'],
];

/** Everything about a cluster and the way to it, with what to do. */
export interface DoctorReport extends Report {
  /** ISO 8601; when it was gathered. */
  readonly at: string;
  readonly scope: string;
  readonly namespace: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  /** Of the cluster, whatever `ctl` itself may do there. */
  readonly verdict: HealthVerdict;
  /** The bundle that it was read from; null if the cluster itself was asked. */
  readonly from: string | null;
  /** The bundle that was written; null without one. */
  readonly bundle: string | null;
  /** Of the `ctl` that asked. */
  readonly versions: OwnVersions & Versions;
  readonly connections: readonly ConnectionLook[];
  readonly timing: Timing;
  readonly checks: readonly CheckResult[];
  /** Those of `status`, and what is wrong with the connections; errors first. */
  readonly findings: readonly Finding[];
  /** Members that do not stream, and what brings them back. */
  readonly repairs: readonly Repair[];
  /** As `status` tells it. */
  readonly status: StatusCluster;
}

/** How long a failover takes by the settings; how long the last ones took, nobody keeps. */
export interface Timing extends FailoverTime {
  /** Whether etcd told the settings; otherwise these are Patroni's defaults. */
  readonly known: boolean;
  /** The newest first, a few. */
  readonly lastChanges: readonly Pick<HistoryEntry, 'at' | 'newLeader' | 'timeline'>[];
}

export interface DoctorRequest {
  readonly scope: string | null;
  /** Whether the scope was typed: a name that nothing has is then an error of the operator's. */
  readonly typed: boolean;
  readonly group: number | null;
  readonly own: OwnVersions;
  /** Milliseconds for all of it. */
  readonly limitMs: number;
}

/** Everything that is asked about a cluster, and about the way to it. */
export interface DoctorPorts extends Omit<DiagnosePorts, 'settings'> {
  readonly settings: Pick<Settings, 'balancers' | 'ownMember' | 'placeOf'>;
  readonly connections: Connections;
  readonly repairs: RepairReads;
}

/** Looks at connections step by step, in bounded time. Nothing is changed by that; that a step fails is an answer, not thrown. */
export interface Connections {
  /** Every endpoint of the settings, with the permissions that a cluster needs. */
  etcd(place: ClusterPlace, timeoutMs: number): Promise<readonly ConnectionLook[]>;
  /** The credentials are tried by a request that can change nothing. */
  agent(member: AskedMember, timeoutMs: number): Promise<ConnectionLook>;
  sql(address: SqlAddress, timeoutMs: number): Promise<ConnectionLook>;
}

/** What decides whether a member can come back without a new copy. */
export interface RepairReads {
  /** Null if the server does not tell in time. */
  readFacts(address: SqlAddress, timeoutMs: number): Promise<RepairFacts | null>;
}
