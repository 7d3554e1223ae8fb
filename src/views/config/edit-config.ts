import type { ValueMap } from '../../cluster/model/value.js';
import { formatPostgresVersion } from '../../cluster/model/versions.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { type DiffLine, diffWithParents, SIGNS, unifiedDiff } from '../../formats/unified-diff.js';
import { visibleText } from '../../formats/visible-text.js';
import type {
  ChangeEvent,
  CheckSource,
  ConfigChangeReport,
} from '../../operations/edit-config/config-change-report.js';
import { failureView, problemsView } from '../parts/failure.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { effectLines } from './effects.js';
import { impactLines } from './impact.js';

/** Two configurations with their names. */
interface ComparedConfigs {
  readonly before: ValueMap;
  readonly after: ValueMap;
  readonly titles: readonly [before: string, after: string];
}

/** What is shown of a change while it is made; quietly it is neither the difference nor what it leads to. */
export function changeEventView(quiet: boolean) {
  return (event: ChangeEvent, screen: Screen): Narration => {
    switch (event.kind) {
      case 'warnings':
        return { warnings: event.warnings };
      case 'sources':
        return quiet ? {} : { remark: sourcesLine(event.sources, screen) };
      case 'difference': {
        const { scope, revision, before, after } = event;
        const titles = [`${scope}, revision ${revision}`, `${scope}, proposed`] as const;
        return quiet ? {} : { result: configDiff({ before, after, titles }, screen) };
      }
      case 'impact': {
        const lines = impactLines(event, screen);
        return quiet || lines.length === 0 ? {} : { remark: `\n${lines.join('\n')}\n\n` };
      }
      case 'merged':
        return { remark: mergedLine(event.keys, event.revision) };
      case 'written':
        return { result: 'Configuration changed\n' };
      case 'waiting': {
        const names = visibleText(event.members.join(', '));
        return { passing: `  waiting for ${names} to apply it (${waitedText(event)})` };
      }
    }
  };
}

/** What has not been said on the way. */
export function changeView(quiet: boolean) {
  return ({ code, dryRun, outcome }: ConfigChangeReport): string => {
    if (outcome === 'refused') return '';
    if (code === 'not-changed') return quiet ? '' : 'Not changed\n';
    return dryRun && outcome === 'done' ? 'Dry run: nothing was written.\n' : '';
  };
}

/** Beside the result: what became of it on the members, and what went wrong. */
export function changeRemarks(report: ConfigChangeReport, screen: Screen): string {
  const { outcome, errors, kept, members, completedBy } = report;
  if (outcome === 'refused') return refusal(report, screen);
  const effects = effectLines(members, completedBy, screen);
  const shown = effects.length === 0 ? '' : `${effects.join('\n')}\n`;
  return `${shown}${endView(outcome, errors)}${kept === null ? '' : keptLine(kept)}`;
}

/** Of etcd that does not take it there is a problem for each endpoint. */
function endView(outcome: ConfigChangeReport['outcome'], errors: ConfigChangeReport['errors']): string {
  const [problem, ...parts] = errors;
  if (outcome !== 'unreachable' || problem === undefined) return problemsView(outcome, errors);
  return failureView({ outcome, problem, parts });
}

/** All of what forbids it, with the likely remedy. */
function refusal({ errors, findings, kept }: ConfigChangeReport, screen: Screen): string {
  const style = styleFor(screen);
  const refusing = findings.filter(({ severity, existing }) => severity === 'error' && !existing);
  const width = Math.max(0, ...refusing.map(({ code }) => code.length));
  const lines = refusing.flatMap(({ code, key, message, next }) => {
    const where = key === '' ? '' : `${key}: `;
    const remedy = next === null ? '' : `; ${next}`;
    const text = `${code.padEnd(width)}   ${visibleText(`${where}${message}${remedy}`)}`;
    const [first = '', ...rest] = wrapText(text, screen.columns - 2, ' '.repeat(width + 3));
    return [`  ${first}`, ...rest.map((line) => `  ${line}`)];
  });
  const head = style.bad(errors.length === 0 ? 'refused' : 'refused, nothing was written.');
  return `${[head, ...lines].join('\n')}\n${kept === null ? '' : keptLine(kept)}`;
}

function keptLine(path: string): string {
  return `${visibleText(`Your text is kept in ${path}`)}\n`;
}

function mergedLine(keys: readonly string[], revision: number): string {
  return `${visibleText(`somebody else has changed ${keys.join(', ') || 'the configuration'} meanwhile (revision ${revision}); the change is made on top of that`)}\n`;
}

/** Against what the settings were checked; where it was not the server itself, why. */
function sourcesLine(sources: readonly CheckSource[], screen: Screen): string {
  const style = styleFor(screen);
  if (sources.length === 0) return `${style.dim('  no members: checked by the rules of Patroni only')}\n`;
  const live = sources.filter(({ source }) => source === 'sql').map(({ member }) => member);
  const others = sources.filter(({ source }) => source !== 'sql');
  const asked = live.length === 0 ? [] : [`  checked against ${live.join(', ')}`];
  const silent = others.map(
    ({ member, serverVersion, reason }) =>
      `  ${member}: ${catalogueOf(serverVersion)}, because ${reason ?? 'SQL is not available'}`,
  );
  const lines = [...asked, ...silent].flatMap((line) => wrapText(visibleText(line), screen.columns, '    '));
  return `${lines.map(style.dim).join('\n')}\n`;
}

function catalogueOf(serverVersion: number | null): string {
  return serverVersion === null
    ? 'checked by the rules of Patroni only'
    : `checked against the catalogue of PostgreSQL ${formatPostgresVersion(serverVersion)}`;
}

/** In a pipe patronictl's unified difference; on a terminal what differs, below the keys it belongs to. Empty if both are equal. */
function configDiff({ before, after, titles }: ComparedConfigs, screen: Screen): string {
  const [old, now] = [dumpPyYaml(before), dumpPyYaml(after)];
  if (!screen.isTerminal) return visibleText(unifiedDiff(old, now), { keepLines: true });
  const lines = diffWithParents(old, now);
  if (lines.length === 0) return '';
  const style = styleFor(screen);
  const headings = [`--- ${titles[0]}`, `+++ ${titles[1]}`].map((title) => style.strong(visibleText(title)));
  return `${[...headings, ...lines.map((line) => paint(line, style))].join('\n')}\n`;
}

function paint({ kind, text }: DiffLine, style: Style): string {
  const line = visibleText(`${SIGNS[kind]}${text}`);
  if (kind === 'removed') return style.bad(line);
  return kind === 'added' ? style.good(line) : line;
}
