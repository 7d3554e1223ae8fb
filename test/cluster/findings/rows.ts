import { expect, it } from 'vitest';
import type { Evidence } from '../../../src/cluster/evidence/evidence.js';
import type { Check } from '../../../src/cluster/findings/index.js';
import { findFaults } from '../../support/hints/find-faults.js';

/** One state, and whom the check finds in it: `error pg3`, or a severity alone for the whole cluster. */
export interface Row {
  readonly name: string;
  readonly evidence: Evidence;
  readonly found: readonly string[];
}

/** One test for each row. */
export function findsIn(check: Check, rows: readonly Row[]): void {
  it.each(rows)('$name', ({ evidence, found }) => {
    const findings = check.find(evidence);
    expect(findings.map(({ code }) => code)).toEqual(found.map(() => check.code));
    expect(findings.map(({ severity, subject }) => [severity, subject].filter(Boolean).join(' '))).toEqual(
      found,
    );
    for (const { message, evidence: facts, remedies } of findings) {
      expect(message).not.toMatch(/null|undefined|NaN|\[object/);
      expect(facts.length + remedies.length).toBeGreaterThan(0);
      const typed = [
        'status',
        evidence.scope,
        ...(evidence.group === null ? [] : ['--group', `${evidence.group}`]),
      ];
      expect(remedies.flatMap(({ command }) => findFaults(typed, command ?? ''))).toEqual([]);
    }
  });
}

export function messagesOf(check: Check, evidence: Evidence): string[] {
  return check.find(evidence).map(({ message }) => message);
}
