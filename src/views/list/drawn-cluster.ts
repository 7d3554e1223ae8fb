import type { ClusterReport, MemberReport } from '../../operations/listing/list-members.js';

/** A member as a table shows it. */
export interface DrawnMember extends MemberReport {
  /** Drawn before the name: its place in the tree of replication. */
  readonly branch?: string;
  /** patronictl gives it no row, although it counts for the columns. */
  readonly hidden?: boolean;
}

export interface DrawnCluster extends Omit<ClusterReport, 'members'> {
  readonly members: readonly DrawnMember[];
}
