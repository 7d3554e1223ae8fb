import { ctl, type Hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { PauseRequest, PauseVerb, ResumeRequest, TogglePauseRequest } from './pause-request.js';

/** What was typed, for hints that repeat it. */
export type TypedToggle = Pick<TogglePauseRequest, 'wait' | 'via' | 'dryRun'> &
  Partial<Pick<PauseRequest, 'reason' | 'forMs'> & Pick<ResumeRequest, 'unattended'>>;

/** The same command to be pasted with other options. */
export function pauseCommand(
  verb: PauseVerb,
  { wait, reason, dryRun, forMs = null, unattended = false, ...typed }: TypedToggle,
  place: ClusterPlace,
  { via = typed.via, yes = unattended }: { readonly via?: string | null; readonly yes?: boolean } = {},
): Hint {
  return ctl(verb, place, [], {
    wait,
    reason,
    for: forMs === null ? null : `${forMs}ms`,
    via,
    yes,
    'dry-run': dryRun,
  });
}
