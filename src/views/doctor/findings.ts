import type { Repair } from '../../cluster/doctor/repair.js';
import type { Finding, Remedy } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import type { Style } from '../parts/style.js';
import { textWidth } from '../parts/text-width.js';
import { wrapParts } from '../parts/wrap.js';

/** Findings that tell the same of several, one by one or together. */
interface FindingGroup {
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

/** Text behind a head, its further lines below its beginning; below a long head where space is short. Colours may be in both. */
export function hang(head: string, text: string, columns: number): string[] {
  const width = textWidth(head);
  if (width > Math.max(16, columns / 2)) {
    const indent = ' '.repeat(Math.min(12, Math.floor(columns / 6)));
    return [head.trimEnd(), ...hang(indent, text, columns)];
  }
  const [first = '', ...rest] = wrapParts(text.split(' '), ' ', Math.max(16, columns - width));
  return [`${head}${first}`.trimEnd(), ...rest.map((line) => `${' '.repeat(width)}${line}`.trimEnd())];
}

/** A row of the overview: a title, whom it is about and what is said. */
export function rowLines(title: string, who: string, text: string, columns: number): string[] {
  return hang(`  ${title.padEnd(9)} ${who === '' ? '' : `${who}  `}`, text, columns);
}
