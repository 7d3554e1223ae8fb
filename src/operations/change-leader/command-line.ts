import { clusterWords, shellWord } from '../../formats/command-words.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { ChangeKind } from './change-report.js';

/** What a change of leader was asked for with, as far as a hint repeats it. */
export interface Asked extends ClusterPlace {
  readonly kind: ChangeKind;
  readonly candidate: string | null;
  /** As typed, or as the request has it; null for at once. */
  readonly scheduled: string | null;
}

/** The same command to be pasted with further options. */
export function commandLine({ kind, candidate, scheduled, ...place }: Asked, ...options: string[]): string {
  const words = [
    ...(candidate === null ? [] : [`--candidate ${shellWord(candidate)}`]),
    ...(scheduled === null ? [] : [`--scheduled ${shellWord(scheduled)}`]),
    ...options,
  ];
  return `ctl ${kind} ${[clusterWords(place), ...words].join(' ')}`;
}

/** The rules know nothing of Citus groups: in their hints `ctl VERB SCOPE` gets the group. */
export function inGroup(hint: string, { scope, group }: ClusterPlace): string {
  if (group === null) return hint;
  const literal = scope.replaceAll(/[^\w-]/g, '\\$&');
  return hint.replaceAll(new RegExp(`\\bctl [a-z-]+ ${literal}(?=$|[\\s,])`, 'g'), `$& --group ${group}`);
}
