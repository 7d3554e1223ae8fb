import { visibleText } from '../../formats/visible-text.js';
import type { RemoveEvent, RemoveReport } from '../../operations/remove/remove-report.js';
import { listView } from '../list/list.js';
import { problemsView } from '../parts/failure.js';
import type { Narration } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import type { PatronictlFormat } from '../patronictl/members.js';

/** The table in the given format, then what it is about. */
export function removeEventView(
  event: RemoveEvent,
  screen: Screen,
  format: PatronictlFormat | undefined,
): Narration {
  switch (event.kind) {
    case 'topology': {
      const { at, clusters } = event;
      const report = { outcome: 'done', code: null, warnings: [], errors: [], at, clusters } as const;
      return { result: listView(report, screen, { format, extended: false, timestamp: false, group: null }) };
    }
    case 'plan': {
      const { prefix, keys, others } = event;
      const lines = [
        `${count(keys)} below ${prefix}: ${keys.join(', ')}`,
        ...(others === null ? [] : [`not of this cluster, and left alone: ${others}`]),
      ];
      return { remark: lines.map((line) => `${visibleText(line)}\n`).join('') };
    }
    case 'saved':
      return { remark: `${visibleText(`All keys are saved in ${event.dump}`)}\n` };
  }
}

export function removeView(report: RemoveReport): string {
  const { action, outcome, dryRun, scope, keys, dump, wayBack } = report;
  if (outcome !== 'done') return '';
  if (action === 'restore') {
    const verb = dryRun ? 'Dry run: nothing was written. Would be restored' : 'Restored';
    const next = dryRun ? '' : ' Its agents may be started now.';
    return visibleText(`${verb}: ${keys.join(', ')} of ${scope}.${next}`).concat('\n');
  }
  if (dryRun)
    return visibleText(`Dry run: nothing was removed. ${count(keys)} of ${scope} would be.`).concat('\n');
  return [
    `Removed ${count(keys)} of ${scope}; all of them are in ${dump}`,
    `Way back (initialize, config and history; before an agent is started): ${wayBack}`,
  ]
    .map((line) => `${visibleText(line)}\n`)
    .join('');
}

/** Beside the result: what went wrong, and what there is nevertheless. */
export function removeErrorsView(report: RemoveReport): string {
  const { outcome, errors, wayBack } = report;
  const way =
    outcome === 'unknown' && wayBack !== null ? visibleText(`way back: ${wayBack}`).concat('\n') : '';
  return `${problemsView(outcome, errors)}${way}`;
}

function count(keys: readonly string[]): string {
  return `${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`;
}
