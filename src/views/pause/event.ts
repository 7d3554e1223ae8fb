import { visibleText } from '../../formats/visible-text.js';
import type { PauseEvent } from '../../operations/pause/pause-report.js';
import type { Narration } from '../parts/narration.js';
import type { Screen } from '../parts/screen.js';
import { waitedText } from '../parts/waited.js';
import { resumePlanView } from './resume-plan.js';

/** What happens on the way: the plan and patronictl's own line are results, all else are remarks. */
export function pauseEventView(event: PauseEvent, screen: Screen): Narration {
  switch (event.kind) {
    case 'plan':
      return { result: resumePlanView(event, screen) };
    case 'sent':
      return {
        result: `'${event.verb}' request sent, waiting until it is recognized by all nodes\n`,
      };
    case 'waiting':
      return { passing: `  ${visibleText(event.sentence)} (${waitedText(event)})` };
  }
}
