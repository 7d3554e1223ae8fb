import type { CtlRun } from './run-ctl.js';

/** What the tests look at in the document of `restart`; its schema is checked where it is made. */
export interface RestartDocument {
  readonly exit: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly remarks: readonly string[];
  readonly left: readonly string[];
  readonly resume: string | null;
  readonly steps: readonly {
    readonly member: string;
    readonly outcome: string | null;
    readonly gate: string | null;
    readonly streaming: boolean | null;
  }[];
}

export function restartDocument({ stdout, exit }: CtlRun): RestartDocument {
  const document: RestartDocument = JSON.parse(stdout);
  if (document.exit !== exit) throw new Error(`exit ${exit}, but the document says ${document.exit}`);
  return document;
}
