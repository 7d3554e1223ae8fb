import type { OUTCOMES } from '../../errors.js';

/** The table of exit codes for people. */
export function exitCodesView(outcomes: typeof OUTCOMES): string {
  const rows = outcomes.map(
    ({ exit, outcome, meaning }) => `${String(exit).padStart(5)}  ${outcome.padEnd(12)} ${meaning}`,
  );
  const notes = [
    '',
    'When several members end differently the code is 6, unless all ended the same way.',
    'With --json the document on stdout holds "outcome", "exit" and a stable "code" as well.',
  ];
  return `${[' exit  outcome      meaning', ...rows, ...notes].join('\n')}\n`;
}
