import type {
  ClusterPlace,
  FailoverKey,
  FailoverWrite,
  LeaderLease,
  LeaseLook,
  WriteOutcome,
} from '../../src/operations/ports/dcs-ports.js';

/** The key of requests in memory. It remembers what was written where, and how often the lease was looked at. */
export class FakeFailoverKey implements FailoverKey {
  readonly written: { readonly place: ClusterPlace; readonly write: FailoverWrite }[] = [];
  looks = 0;

  constructor(
    /** The lease at each look. */
    private readonly lease: (look: number) => LeaseLook,
    private readonly outcome: () => WriteOutcome | Promise<WriteOutcome>,
  ) {}

  async readLeaderLease(): Promise<LeaseLook> {
    this.looks += 1;
    return this.lease(this.looks);
  }

  async write({ scope, group }: ClusterPlace, write: FailoverWrite): Promise<WriteOutcome> {
    this.written.push({ place: { scope, group }, write });
    return this.outcome();
  }
}

export function leaseOf(remainingSeconds: number): LeaderLease {
  return { grantedSeconds: 30, remainingSeconds };
}
