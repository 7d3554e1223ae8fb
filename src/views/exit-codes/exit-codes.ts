import type { OUTCOMES } from '../../errors.js';

/** The table of exit codes for people. */
export function exitCodesView(outcomes: typeof OUTCOMES): string {
  const rows = outcomes.map(
    ({ exit, outcome, meaning }) => `${String(exit).padStart(5)}  ${outcome.padEnd(12)} ${meaning}`,
  );
  const notes = [
    '',
    'If several members end differently, the code is 6; if all end the same way, it is theirs.',
    'A reader that goes away, as in | head, or a closed terminal changes neither the code nor what is done.',
    'check follows the convention of monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; whatever keeps it from checking is 3.',
    'With --json the document on stdout holds "outcome", "exit" and a stable "code" as well.',
  ];
  return `${[' exit  outcome      meaning', ...rows, ...notes].join('\n')}\n`;
}
