import type { Repair } from '../../cluster/doctor/repair.js';
import type { Finding, Remedy } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Style } from '../parts/style.js';
import { textWidth } from '../parts/text-width.js';
import { hang } from './rows.js';

/** Findings that tell the same of several, one by one or together. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly subjects: readonly string[];
}

/** The same findings about several members told once. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const { code, subject, message, remedies } = finding;
    const same = subject === null ? message : JSON.stringify([message, remedies]).replaceAll(subject, '');
    const key = `${code} ${same}`;
    const subjects = [...(groups.get(key)?.subjects ?? []), ...(subject === null ? [] : [subject])];
    groups.set(key, { finding: groups.get(key)?.finding ?? finding, subjects });
  }
  return [...groups.values()];
}

/**
 * A finding with what it rests on and what to do, the commands on lines of their own where they would be broken. What brings a
 * member back takes the place of what generally helps.
 */
export function findingLines(
  { finding, subjects }: FindingGroup,
  repair: Repair | null,
  style: Style,
  columns: number,
): string[] {
  const { code, severity, subject, evidence, remedies } = finding;
  const message =
    subject === null ? finding.message : finding.message.replaceAll(subject, subjects.join(', '));
  const paint = { error: style.bad, warning: style.warning, info: style.dim }[severity];
  const about = subjects.length === 0 ? '' : `  ${visibleText(subjects.join(' '))}`;
  const seen = evidence.map(({ source, seen: what, age }) => `${source}: ${what}${ageText(age)}`);
  const because = repair === null ? [] : hang('    ', visibleText(`${repair.because.join('; ')}.`), columns);
  return [
    `  ${paint(code)}${about}`,
    ...hang('    ', visibleText(message), columns),
    ...because,
    ...hang('    ', visibleText(seen.join('; ')), columns).map(style.dim),
    ...remedyLines(repair?.steps ?? remedies, columns),
  ];
}

function remedyLines(remedies: readonly Remedy[], columns: number): string[] {
  return remedies.flatMap(({ sentence, command }, index) => {
    const head = `    ${index + 1}. `;
    const text = visibleText(sentence);
    if (command === null) return hang(head, text, columns);
    const typed = visibleText(command);
    const announced = /[?:.]$/.test(text) ? text : `${text}:`;
    if (textWidth(`${head}${announced}  ${typed}`) <= columns) return [`${head}${announced}  ${typed}`];
    return [...hang(head, announced, columns), `       ${typed}`];
  });
}

function ageText(age: number | null): string {
  return age === null || age < 1 ? '' : ` (${Math.round(age)} s ago)`;
}
