import { formatDuration } from '../../formats/durations.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Step } from '../../operations/sandbox/ports.js';
import type { UpReport } from '../../operations/sandbox/up.js';
import type { Screen } from '../parts/screen.js';

/** One step of `up`, finished or still waited for. */
export function sandboxStepView(step: Step, isDone: boolean, columns = Number.POSITIVE_INFINITY): string {
  const elapsed = formatDuration(step.elapsedMs);
  const what = step.what.length > 12 ? step.what : step.what.padEnd(10);
  const state = isDone ? step.state.padEnd(9) : `${step.state}?`.padEnd(9);
  const line = `  ${step.server.padEnd(10)}  ${visibleText(what)}  ${state}  ${elapsed}`;
  return isDone ? line : line.slice(0, Math.max(0, columns - 1));
}

/** What can be done with the sandbox now; each hint can be pasted. */
export function sandboxUpView(report: UpReport, screen: Screen): string {
  const verb = report.code === 'already-running' ? 'Already running' : 'Running';
  return wrapped(`${verb}. Try:`, report.next, screen.columns);
}

const GAP = '    ';

function wrapped(title: string, hints: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = title;
  for (const hint of hints) {
    const longer = `${line}${line === title ? ' ' : GAP}${hint}`;
    if (longer.length <= Math.min(columns, 110)) line = longer;
    else {
      lines.push(line);
      line = `  ${hint}`;
    }
  }
  return `${[...lines, line].join('\n')}\n`;
}
