import type { ConnectionLook } from '../../cluster/connection-look.js';
import type { RepairFacts } from '../../cluster/repair/repair-facts.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { AskedMember } from '../ports.js';
import type { SqlAddress } from '../sql-ports.js';

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
