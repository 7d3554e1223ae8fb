import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import { formatDuration } from '../../formats/durations.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeEvent } from '../../operations/change-leader/change-event.js';
import { listView } from '../list/list.js';
import { type Narration, waitedText } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { changePlanView } from './plan.js';

/** What happens on the way: the topology and the plan are results, all else are remarks. */
export function changeEventView(event: ChangeEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'topology': {
      const { at, clusters } = event;
      const report = { outcome: 'done', code: null, warnings: [], errors: [], at, clusters } as const;
      const options = { format: undefined, extended: false, timestamp: false, group: null };
      return { result: `Current cluster topology\n${listView(report, screen, options)}\n` };
    }
    case 'plan':
      return { result: changePlanView(event, screen), warnings: event.warnings };
    case 'phase':
      return { remark: `${phaseText(event.entry, event.isStandbyCluster)}\n` };
    case 'waiting':
      return { passing: `  ${visibleText(event.sentence)} (${waitedText(event)})` };
    case 'remark':
      return { remark: `${visibleText(event.sentence)}\n` };
  }
}

const LABEL_WIDTH = 28;

/** One stage with the time since the request. */
function phaseText({ phase, member, atMs }: PhaseEntry, isStandbyCluster: boolean): string {
  const [label, remark] = describePhase(phase, visibleText(member ?? ''), isStandbyCluster);
  const time = formatDuration(atMs).padStart(7);
  return `  ${label.padEnd(LABEL_WIDTH)} ${time}${remark === '' ? '' : `   ${remark}`}`;
}

/** Nobody writes to a standby cluster, and its leader stays in recovery. */
function describePhase(
  phase: PhaseEntry['phase'],
  member: string,
  isStandbyCluster: boolean,
): readonly [string, string] {
  switch (phase) {
    case 'requested':
      return ['requested', ''];
    case 'checkpoint':
      return [`checkpoint on ${member}`, isStandbyCluster ? '' : 'writes up'];
    case 'stopping':
      return [`${member} stopping`, ''];
    case 'released':
      return ['lock released', ''];
    case 'locked':
      return [`${member} has the lock`, isStandbyCluster ? '' : 'still in recovery'];
    case 'writable':
      return [isStandbyCluster ? 'following the remote' : 'accepting writes', member];
    case 'routed':
      return [`HAProxy sends to ${member}`, ''];
    case 'former-leader-back':
      return [`${member} streaming`, ''];
  }
}
