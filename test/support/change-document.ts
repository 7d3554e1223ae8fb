import type { CtlRun } from './run-ctl.js';

/** What the tests look at in the document of `switchover` and `failover`; its schema is checked where it is made. */
export interface ChangeDocument {
  readonly exit: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly errors: readonly { readonly message: string; readonly next: string | null }[];
  readonly newLeader: string | null;
  readonly formerLeader: string | null;
  readonly timeline: number | null;
  readonly phases: readonly { readonly phase: string; readonly atMs: number }[];
  readonly plan: {
    readonly lossBytes: number | null;
    readonly candidates: readonly {
      readonly member: string;
      readonly eligible: boolean;
      readonly replaySeconds: number | null;
      readonly reasons: readonly { readonly code: string }[];
    }[];
  } | null;
  readonly request: { readonly via: string } | null;
  readonly downtime:
    | readonly {
        readonly route: string;
        readonly downMs: number | null;
        readonly resolutionMs: number | null;
      }[]
    | null;
}

export function changeDocument({ stdout, exit }: CtlRun): ChangeDocument {
  const document: ChangeDocument = JSON.parse(stdout);
  if (document.exit !== exit) throw new Error(`exit ${exit}, but the document says ${document.exit}`);
  return document;
}
