import type { Finding } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import type { HaproxyCheckReport } from '../../operations/haproxy/haproxy-report.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';

/** What was found, errors first, with its evidence and the next step. */
export function haproxyCheckView(report: HaproxyCheckReport, screen: Screen): string {
  const style = styleFor(screen);
  const { findings, balancers, unchecked } = report;
  const count = `${balancers.length} HAProx${balancers.length === 1 ? 'y' : 'ies'} of ${visibleText(report.scope)}`;
  const head = findings.length === 0 ? style.good(`${count}: nothing found`) : `${count}: ${tally(findings)}`;
  const lines = [
    head,
    ...findings.flatMap((finding) => findingLines(finding, style, screen)),
    ...unchecked.flatMap((each) =>
      wrapText(`not checked: ${visibleText(each)}`, screen.columns).map(style.dim),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function tally(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number =>
    findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const parts = [
    ...(errors === 0 ? [] : [`${errors} error${errors === 1 ? '' : 's'}`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`]),
  ];
  return parts.join(', ');
}

function findingLines(
  { code, severity, message, evidence, remedies }: Finding,
  style: Style,
  screen: Screen,
) {
  const paint = severity === 'error' ? style.bad : style.warning;
  const width = screen.columns;
  const seen = evidence.map(({ seen: text }) => visibleText(text)).join('; ');
  return [
    ...wrapText(`${severity} ${code}: ${visibleText(message)}`, width).map((line, index) =>
      index === 0 ? line.replace(severity, paint(severity)) : line,
    ),
    ...(seen === '' ? [] : wrapText(`  seen: ${seen}`, width, '    ').map(style.dim)),
    ...remedies.flatMap(({ sentence, command }) => [
      ...wrapText(`  next: ${visibleText(sentence)}`, width, '    '),
      ...(command === null ? [] : [`        ${visibleText(command)}`]),
    ]),
  ];
}
