import { visibleText } from '../../formats/visible-text.js';
import type { ConfigLogReport, ShownRevision } from '../../operations/config/read-config-log.js';
import type { ShownChange } from '../../operations/config/shown-change.js';
import type { Screen } from '../parts/screen.js';
import { type Style, styleFor } from '../parts/style.js';
import { wrapText } from '../parts/wrap.js';
import { settingValue } from './setting-source.js';

/** A paragraph for each revision, newest first. */
export function configLogView(report: ConfigLogReport, screen: Screen): string {
  const style = styleFor(screen);
  const { revisions, scope } = report;
  if (revisions.length === 0) return `${visibleText(scope)} has no dynamic configuration\n`;
  const paragraphs = revisions.map((revision) => revisionLines(revision, style, screen));
  const end = endSentence(report);
  const last = end === null ? [] : [wrapText(end, screen.columns).map(style.dim)];
  return `${[...paragraphs, ...last].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function revisionLines(revision: ShownRevision, style: Style, screen: Screen): string[] {
  const { who, host, at, command, reason } = revision;
  const name = style.strong(`revision ${revision.revision}`);
  const head =
    who === null || host === null
      ? `${name}  by another tool or an agent; when is not recorded`
      : `${name}  ${at?.replace(/\.\d+/, '')}  ${visibleText(`${who}@${host}`)}  ${visibleText(command ?? '')}`;
  const why = reason === null ? [] : wrapText(`  reason: ${visibleText(reason)}`, screen.columns, '    ');
  return [...wrapText(head, screen.columns, '    '), ...why, ...changeLines(revision, style, screen)];
}

function changeLines({ created, changes, omitted }: ShownRevision, style: Style, screen: Screen): string[] {
  if (changes === null) return [style.dim('  what changed is not known: the version before is gone')];
  const keys = `${changes.length} ${changes.length === 1 ? 'key' : 'keys'}`;
  if (created) return [`  created with ${keys} (--json has them)`];
  if (changes.length === 0 && omitted === 0) return [style.dim('  rewritten without a change')];
  const more = omitted === 0 ? [] : [style.dim(`  and ${omitted} more, for which the journal had no room`)];
  return [
    ...changes.flatMap((change) => wrapText(changeText(change, style), screen.columns, '      ')),
    ...more,
  ];
}

function changeText({ key, before, after, cut }: ShownChange, style: Style): string {
  const values = `${settingValue(before)} ${style.arrow} ${settingValue(after)}`;
  return `  ${visibleText(key)}  ${values}${cut ? style.dim(' (not kept whole)') : ''}`;
}

function endSentence({ end, oldestStored }: ConfigLogReport): string | null {
  switch (end) {
    case 'beginning':
      return null;
    case 'compacted':
      return `etcd has compacted what was before revision ${oldestStored}: of that time only ctl's own changes are known, from its journal.`;
    case 'limit':
      return 'There are more: --limit.';
    case 'deadline':
      return `What was before revision ${oldestStored} could not be read in time: --deadline.`;
  }
}
