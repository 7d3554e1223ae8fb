import type { Breakage, BreakReport } from '../../operations/sandbox/break.js';
import type { MendReport } from '../../operations/sandbox/mend.js';

const PAST: Readonly<Record<Breakage, string>> = { stop: 'stopped', kill: 'killed', freeze: 'frozen' };

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
