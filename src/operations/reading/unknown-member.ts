import { Failure } from '../../errors.js';
import { type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';

const SHOWN = 10;

/** The failure for a name that is no member of the cluster: near matches first. */
export function unknownMember(scope: string, name: string, members: readonly string[]): Failure {
  const near = nearMatches(name, members);
  const shown = [...near, ...members.filter((each) => !near.includes(each))];
  const more = shown.length > SHOWN ? ` and ${shown.length - SHOWN} more` : '';
  const list = shown.length === 0 ? 'it has none' : `members: ${shown.slice(0, SHOWN).join(', ')}${more}`;
  const message = `the cluster "${scope}" has no member "${name}"; ${list}.`;
  const next = didYouMean(name, members);
  return new Failure('not-found', 'unknown-member', message, {
    subject: name,
    ...(next === null ? {} : { next }),
  });
}

/** Words, and no command: whoever is meant is for the operator to say. */
export function didYouMean(name: string, known: readonly string[]): Hint | null {
  const near = nearMatches(name, known).slice(0, SHOWN);
  return near.length === 0 ? null : hint`did you mean ${near.join(', ')}?`;
}
