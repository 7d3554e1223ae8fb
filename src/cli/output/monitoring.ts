import type { Outcome } from '../../errors.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Convention } from './document.js';

/** The convention of the monitoring plugins: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, the first line of stdout is what is shown. */
export const MONITORING: Convention = {
  exitOf: (outcome: Outcome, code: string | null) => {
    if (outcome === 'done') return 0;
    if (outcome !== 'unhealthy') return 3;
    return code === 'warning' ? 1 : 2;
  },
  failureView: ({ problem, parts }) => {
    const lines = [
      problem.message,
      ...parts.map(({ subject, message }) => (subject === null ? message : `${subject}: ${message}`)),
      ...(problem.next === null ? [] : [`next: ${problem.next}`]),
    ];
    // A bar would begin the performance data.
    const text = lines.map((line) => visibleText(line.replaceAll('\n', ' ')).replaceAll('|', '/')).join('\n');
    return `UNKNOWN - ${text}\n`;
  },
};
