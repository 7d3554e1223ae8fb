import { formatDuration } from '../../formats/durations.js';
import { formatLocalTime } from '../../formats/instants.js';
import { visibleText } from '../../formats/visible-text.js';
import type { JudgedCondition, WaitEvent, WaitReport } from '../../operations/wait/wait-report.js';
import { problemsView } from '../parts/failure.js';
import { labelledLines } from '../parts/labelled-lines.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { styleFor } from '../parts/style.js';

/** What happens on the way. */
export function waitEventView(event: WaitEvent): Narration {
  switch (event.kind) {
    case 'warning':
      return { warnings: [event.warning] };
    case 'etcd-back':
      return { remark: `etcd answers again after ${formatDuration(event.awayMs)}\n` };
    case 'waiting': {
      const missing = event.conditions.filter(({ holds }) => !holds);
      const text = missing.map(({ condition, observed }) => `${condition} (${observed})`).join('; ');
      return { passing: `  waiting for ${visibleText(text)}, ${waitedText(event)}` };
    }
  }
}

/** Each condition with what was seen of it last. */
export function waitView({ outcome, conditions, elapsedMs, seenAt }: WaitReport, screen: Screen): string {
  const style = styleFor(screen);
  const blocks = conditions.map(({ condition, holds, observed }: JudgedCondition) => ({
    label: `${holds ? style.good('yes') : style.bad('no ')}  ${visibleText(condition)}`,
    sentences: [visibleText(observed)],
  }));
  const since = seenAt === null ? '' : `, last seen at ${formatLocalTime(new Date(seenAt))}`;
  const closing =
    outcome === 'done'
      ? `after ${formatDuration(elapsedMs)}`
      : `given up after ${formatDuration(elapsedMs)}${since}`;
  return [...labelledLines(blocks, screen), style.dim(closing)].map((text) => `${text}\n`).join('');
}

/** Beside the result: why it ended without. */
export function waitErrorsView({ outcome, errors }: WaitReport): string {
  return problemsView(outcome, errors);
}
