import { Failure } from '../errors.js';
import { hint } from '../formats/hint.js';
import { nearMatches } from '../formats/near-matches.js';

const SHOWN = 10;

/** The failure for a name that is no member of the cluster: near matches first. */
export function unknownMember(
  scope: string,
  name: string,
  members: readonly string[],
  command: string,
): Failure {
  const near = nearMatches(name, members);
  const shown = [...near, ...members.filter((each) => !near.includes(each))];
  const more = shown.length > SHOWN ? ` and ${shown.length - SHOWN} more` : '';
  const list = shown.length === 0 ? 'it has none' : `members: ${shown.slice(0, SHOWN).join(', ')}${more}`;
  const message = `the cluster "${scope}" has no member "${name}"; ${list}.`;
  return new Failure('not-found', 'unknown-member', message, {
    subject: name,
    ...(near[0] === undefined ? {} : { next: hint`ctl ${command} ${scope} ${near[0]}` }),
  });
}
