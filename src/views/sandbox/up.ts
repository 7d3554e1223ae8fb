import { formatDuration } from '../../formats/durations.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Breakage, BreakReport } from '../../operations/sandbox/break.js';
import type { DownReport } from '../../operations/sandbox/down.js';
import type { MendReport } from '../../operations/sandbox/mend.js';
import type { Step } from '../../operations/sandbox/ports.js';
import type { UpReport } from '../../operations/sandbox/up.js';
import type { Screen } from '../parts/screen.js';

const PAST: Readonly<Record<Breakage, string>> = { stop: 'stopped', kill: 'killed', freeze: 'frozen' };

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

export function sandboxDownView(report: DownReport): string {
  const { name, stopped, killed, destroyed, directory } = report;
  const list = stopped.length === 0 ? '' : ` (${stopped.join(', ')})`;
  const force = killed.length === 0 ? '' : `Did not end in time and were killed: ${killed.join(', ')}.\n`;
  if (destroyed) return `Sandbox ${name} is removed, with all its data${list}.\n`;
  if (report.code === 'already-stopped')
    return `Sandbox ${name} is already stopped; its data is in ${directory}.\n`;
  return `Sandbox ${name} is stopped${list}; its data is kept.\n${force}`;
}

export function sandboxBreakView({ component, how, hit, code, next, comesBack }: BreakReport): string {
  const isPartial = hit.length > 1 || (hit.length === 1 && hit[0] !== component);
  const detail = isPartial ? ` (${hit.join(', ')})` : '';
  const already = code === 'already-so' ? 'already ' : '';
  const state = how === 'freeze' ? 'frozen' : already === '' ? PAST[how] : 'stopped';
  const back = comesBack ? 'Its agent will start it again.' : `Back with: ${next}`;
  return `${component} is ${already}${state}${detail}. ${back}\n`;
}

export function sandboxMendView({ name, mended, healthy }: MendReport): string {
  if (mended.length === 0) return `Nothing to mend in sandbox ${name}: ${healthy.join(', ')} healthy.\n`;
  const lines = mended.map(({ component, did }) => `${component} ${did}\n`);
  return `${lines.join('')}Healthy: ${healthy.join(', ')}.\n`;
}
