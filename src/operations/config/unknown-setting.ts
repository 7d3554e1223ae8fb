import { POSTGRESQL_KEYS, STANDBY_KEYS, TOP_KEYS } from '../../cluster/config/config-keys.js';
import { knownNames } from '../../cluster/config/parameter-rules.js';
import type { ConfigMember } from '../../cluster/config/server-parameters.js';
import { Failure } from '../../errors.js';
import { type CommandPlace, ctl } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';

const SHOWN = 5;

/** The failure for a name that neither Patroni nor PostgreSQL knows, with those that may be meant. */
export function unknownSetting(name: string, place: CommandPlace, members: readonly ConfigMember[]): Failure {
  const near = nearMatches(name.replace(/^postgresql\.parameters\./, ''), [
    ...Object.keys(TOP_KEYS),
    ...Object.keys(POSTGRESQL_KEYS).map((key) => `postgresql.${key}`),
    ...Object.keys(STANDBY_KEYS).map((key) => `standby_cluster.${key}`),
    ...knownNames(members),
  ]);
  const likely = [...new Set(near)].slice(0, SHOWN);
  const isAsked = members.some(({ parameters }) => parameters !== null);
  const who = isAsked ? 'the servers of this cluster' : 'the catalogue of PostgreSQL parameters';
  const nearby = likely.length === 0 ? '' : ` Near it: ${likely.join(', ')}.`;
  return new Failure('not-found', 'unknown-setting', `neither Patroni nor ${who} know "${name}".${nearby}`, {
    subject: name,
    ...(likely[0] === undefined ? {} : { next: ctl('config explain', place, [likely[0]]) }),
  });
}
