import type { DownReport } from '../../operations/sandbox/down.js';

export function sandboxDownView(report: DownReport): string {
  const { name, stopped, killed, destroyed, directory } = report;
  const list = stopped.length === 0 ? '' : ` (${stopped.join(', ')})`;
  const force = killed.length === 0 ? '' : `Did not end in time and were killed: ${killed.join(', ')}.\n`;
  if (destroyed) return `Sandbox ${name} is removed, with all its data${list}.\n`;
  if (report.code === 'already-stopped')
    return `Sandbox ${name} is already stopped; its data is in ${directory}.\n`;
  return `Sandbox ${name} is stopped${list}; its data is kept.\n${force}`;
}
