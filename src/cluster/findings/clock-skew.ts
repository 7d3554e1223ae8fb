import { shell } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Check } from './check.js';
import { finding, listed, remedy, seen } from './tell.js';

const ALLOWED_MS = 1000;

interface Skew {
  readonly name: string;
  readonly ms: number;
  readonly source: 'agent' | 'sql';
}

/** Clocks that differ: a schedule is met by the clock of the leader. */
export const clockSkew: Check = {
  code: 'clock-skew',
  severity: 'warning',
  title: 'all clocks agree within a second',
  find(evidence) {
    const told = clocksOf(evidence);
    const off = told.filter(({ ms }) => Math.abs(ms) > ALLOWED_MS);
    const [first, second] = off;
    if (first === undefined) return [];
    const isSame = off.every(({ ms }) => Math.abs(ms - first.ms) <= ALLOWED_MS);
    // If all differ by the same it is this machine that is off.
    if (second !== undefined && isSame && off.length === told.length) return [tellOwn(off)];
    return off.map(tell);
  },
};

/** A clock of SQL tells fractions of a second, one of HTTP does not; the figures are what is certain. */
function clocksOf({ members }: Evidence): Skew[] {
  return members.flatMap(({ name, sqlClockAhead, agentClockAhead }): Skew[] => {
    if (sqlClockAhead !== null) return [{ name, ms: sqlClockAhead, source: 'sql' }];
    return agentClockAhead === null ? [] : [{ name, ms: agentClockAhead, source: 'agent' }];
  });
}

const EFFECT = 'schedules are met by the clock of the leader; leases do not depend on it';

function tell({ name, ms, source }: Skew): Finding {
  return finding('clock-skew', 'warning', name, {
    message: `the clock of ${name} is at least ${seconds(ms)} ${ms > 0 ? 'ahead of' : 'behind'} this machine's: ${EFFECT}`,
    evidence: [seen(source, `${seconds(ms)} ${ms > 0 ? 'ahead' : 'behind'}`)],
    remedies: [remedy(`on ${name}: is its clock synchronised?`, shell`timedatectl`)],
  });
}

function tellOwn(off: readonly Skew[]): Finding {
  const least = Math.min(...off.map(({ ms }) => Math.abs(ms)));
  const isBehind = (off[0]?.ms ?? 0) > 0;
  return finding('clock-skew', 'warning', null, {
    message: `the clock of this machine is at least ${seconds(least)} ${isBehind ? 'behind' : 'ahead of'} those of ${listed(off.map(({ name }) => name))}: ${EFFECT}`,
    evidence: off.map(({ name, ms, source }) =>
      seen(source, `${name}: ${seconds(ms)} ${ms > 0 ? 'ahead' : 'behind'}`),
    ),
    remedies: [remedy('here: is the clock synchronised?', shell`timedatectl`)],
  });
}

function seconds(ms: number): string {
  return `${(Math.abs(ms) / 1000).toFixed(1)} s`;
}
