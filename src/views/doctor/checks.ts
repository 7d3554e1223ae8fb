import type { CheckResult } from '../../cluster/doctor/check-results.js';
import type { Style } from '../parts/style.js';
import { hang, rowLines } from './rows.js';

/** More of them say no more, and `-e` lists all. */
const MOST_NAMED = 8;

/** The codes of all checks by their result. */
export function checkLines(checks: readonly CheckResult[], style: Style, columns: number): string[] {
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
        `${codes.length > MOST_NAMED ? `${codes.length} of ${checks.length}` : codes.join(', ')}: ${why}`,
        columns,
      ),
    ),
  ];
}

/** The same, a line for each with what it looks at. */
export function fullCheckLines(checks: readonly CheckResult[], style: Style, columns: number): string[] {
  const width = Math.max(0, ...checks.map(({ code }) => code.length));
  const words = { ok: style.good('ok'), found: style.bad('found'), unchecked: style.dim('not checked') };
  return checks.flatMap(({ code, title, state, why }) => {
    const reason = state === 'unchecked' ? ` (${why})` : '';
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
