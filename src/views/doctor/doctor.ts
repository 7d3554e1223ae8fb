import type { CheckResult } from '../../cluster/doctor/check-results.js';
import type { Repair } from '../../cluster/doctor/repair.js';
import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import type { Finding, Severity } from '../../cluster/evidence/finding.js';
import { visibleText } from '../../formats/visible-text.js';
import type { DoctorReport } from '../../operations/doctor/doctor-report.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { connectionLines } from './connections.js';
import { findingLines, groupFindings, hang, rowLines } from './findings.js';
import { dcsLines, routeLines, timingLines } from './overview.js';

/** More of them say no more, and `-e` lists all. */
const MOST_NAMED = 8;

/** The way to the cluster, its timing, what was checked, then each finding with what to do. */
export function doctorView(
  report: DoctorReport,
  screen: Screen,
  { extended }: { readonly extended: boolean },
): string {
  const style = styleFor(screen);
  const { columns } = screen;
  const { connections, checks, findings, repairs, status, timing } = report;
  const dcs = dcsLines(status.dcs, style, columns);
  const blocks = [
    fromLines(report),
    [
      ...(extended
        ? [...stepLines(connections, style, columns), ...dcs]
        : connectionLines(connections, style, columns, dcs)),
      ...timingLines(timing, style, columns),
      ...routeLines(status.balancers, style, columns),
    ],
    extended ? fullCheckLines(checks, style, columns) : checkLines(checks, style, columns),
    [summary(report, style)],
    ...groupFindings(findings).map((group) =>
      findingLines(group, repairOf(group.finding, repairs), style, columns),
    ),
    report.bundle === null
      ? []
      : [
          `bundle written to ${visibleText(report.bundle)}: known secrets and the text of commands are not in it`,
        ],
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
  return text.join('\n');
}

function fromLines({ from, at, scope }: DoctorReport): string[] {
  return from === null ? [] : [`${visibleText(scope)} as of ${at}, from ${visibleText(from)}`];
}

function summary({ findings, verdict, scope }: DoctorReport, style: Style): string {
  const counts = (['error', 'warning'] as const).flatMap((severity) => counted(findings, severity));
  const paint = { healthy: style.good, degraded: style.bad, down: style.bad, unknown: style.warning }[
    verdict
  ];
  return `${visibleText(scope)}: ${paint(verdict)}${counts.length === 0 ? '' : `; ${counts.join(', ')}`}`;
}

function counted(findings: readonly Finding[], severity: Severity): string[] {
  const count = findings.filter((finding) => finding.severity === severity).length;
  return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`];
}

function repairOf({ code, subject }: Finding, repairs: readonly Repair[]): Repair | null {
  return repairs.find(({ member, finding }) => member === subject && finding === code) ?? null;
}

const STATES = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
  unchecked: '-',
  unused: 'not used',
} as const;

/** Each step of each connection. */
function stepLines(connections: readonly ConnectionLook[], style: Style, columns: number): string[] {
  return connections.flatMap(({ target, subject, address, layers }) => [
    `  ${target} ${visibleText(subject)}${address === null || address === subject ? '' : style.dim(`  ${visibleText(address)}`)}`,
    ...layers.flatMap(({ layer, state, seen, next }) => {
      const paint = state === 'failed' ? style.bad : state === 'warning' ? style.warning : style.dim;
      const said = [seen, next].filter((part) => part !== null).join('; ');
      const head = `    ${layer.padEnd(10)}  ${STATES[state].padEnd(8)}  `;
      return hang(head, visibleText(said), columns).map((each) => (state === 'ok' ? each : paint(each)));
    }),
  ]);
}

/** The codes of all checks by their result. */
function checkLines(checks: readonly CheckResult[], style: Style, columns: number): string[] {
  const of = (state: CheckResult['state']): string[] =>
    checks.filter((check) => check.state === state).map(({ code }) => code);
  const [ok, found] = [of('ok'), of('found')];
  return [
    ...(ok.length === 0 ? [] : rowLines('checks', 'ok', ok.join(', '), columns).map(style.dim)),
    ...(found.length === 0
      ? []
      : rowLines(ok.length === 0 ? 'checks' : '', style.bad('found'), found.join(', '), columns)),
    ...uncheckedReasons(checks).flatMap(([why, codes]) =>
      rowLines(
        '',
        'not checked',
        `${codes.length > MOST_NAMED ? `${codes.length} of ${checks.length}` : codes.join(', ')}: ${visibleText(why)}`,
        columns,
      ),
    ),
  ];
}

/** The same, a line for each with what it looks at. */
function fullCheckLines(checks: readonly CheckResult[], style: Style, columns: number): string[] {
  const width = Math.max(0, ...checks.map(({ code }) => code.length));
  const words = { ok: style.good('ok'), found: style.bad('found'), unchecked: style.dim('not checked') };
  return checks.flatMap(({ code, title, state, why }) => {
    const reason = state === 'unchecked' ? ` (${visibleText(why ?? '')})` : '';
    const gap = ' '.repeat(12 - state.replace('unchecked', 'not checked').length);
    return hang(`  ${words[state]}${gap}${code.padEnd(width)}  `, `${title}${reason}`, columns);
  });
}

function uncheckedReasons(checks: readonly CheckResult[]): [string, string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { code, state, why } of checks) {
    if (state === 'unchecked' && why !== null) reasons.set(why, [...(reasons.get(why) ?? []), code]);
  }
  return [...reasons];
}
