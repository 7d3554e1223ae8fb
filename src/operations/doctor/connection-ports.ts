import type { RepairFacts } from '../../cluster/doctor/repair-facts.js';
import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { AskedMember } from '../ports/ports.js';
import type { SqlAddress } from '../ports/sql-ports.js';

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
