import type { DiagnosePorts } from '../diagnose/diagnose.js';
import type { Settings } from '../settings.js';
import type { OwnVersions } from '../version/read-versions.js';
import type { Connections, RepairReads } from './connection-ports.js';

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
