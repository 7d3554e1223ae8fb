import { type CommandOptions, type CommandPlace, ctl, type Hint, hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { ChangeKind } from './change-report.js';

/** What a change of leader was asked for with, as far as a hint repeats it. */
export interface Asked extends CommandPlace {
  readonly kind: ChangeKind;
  readonly candidate: string | null;
  /** As typed, or as the request has it; null for at once. */
  readonly scheduled: string | null;
}

/** The same command to be pasted with further options. */
export function commandLine(
  { kind, candidate, scheduled, ...place }: Asked,
  options: CommandOptions = {},
): Hint {
  return ctl(kind, place, [], { candidate, scheduled, ...options });
}

/** The rules know nothing of Citus groups: in their hints `ctl VERB SCOPE` gets the group. */
export function inGroup(text: Hint, { scope, group }: ClusterPlace): Hint {
  if (group === null) return text;
  const literal = scope.replaceAll(/[^\w-]/g, '\\$&');
  return hint`${text.replaceAll(new RegExp(`\\bctl [a-z-]+ ${literal}(?=$|[\\s,])`, 'g'), `$& --group ${group}`)}`;
}
