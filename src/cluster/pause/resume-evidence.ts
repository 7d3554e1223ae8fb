import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';

/** A member as the DCS and its own agent tell it. */
export interface AskedMemberState {
  readonly member: Member;
  /** Null if the agent is silent or somebody else's. */
  readonly status: MemberStatus | null;
}

export interface ResumeEvidence {
  readonly cluster: Cluster;
  readonly members: readonly AskedMemberState[];
}

/** Not in recovery, by its own word. */
export function isRunningPrimary({ status }: AskedMemberState): boolean {
  return status?.state === 'running' && status.role === 'primary';
}
