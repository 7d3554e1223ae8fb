import { hint } from '../../../formats/hint.js';
import type { CheckContext } from '../check-context.js';
import { sectionOf } from '../check-context.js';
import type { Fault } from '../config-finding.js';
import { BOOTSTRAP_SECTIONS, LOCAL_POSTGRESQL_KEYS, LOCAL_SECTIONS } from '../config-keys.js';

/** A member's own file in place of the cluster's configuration: two or more of its sections came with this change. */
export function checkLocalFile({ before, after, postgresql }: CheckContext): Fault | null {
  const stored = before ?? {};
  const storedServer = sectionOf(stored.postgresql);
  const added = [
    ...[...LOCAL_SECTIONS, ...BOOTSTRAP_SECTIONS].filter(
      (name) => Object.hasOwn(after, name) && !Object.hasOwn(stored, name),
    ),
    ...LOCAL_POSTGRESQL_KEYS.filter(
      (name) => Object.hasOwn(postgresql, name) && !Object.hasOwn(storedServer, name),
    ).map((name) => `postgresql.${name}`),
  ];
  if (added.length < 2) return null;
  const shown = added.length > 4 ? `${added.slice(0, 4).join(', ')} …` : added.join(', ');
  const message = `This is the file of a member (${shown}), not the configuration of the cluster: nothing of that has an effect here, and the cluster's own settings would be gone`;
  const next = Object.hasOwn(after, 'bootstrap')
    ? hint`take what stands below bootstrap.dcs`
    : hint`keep only what belongs to the cluster`;
  return { code: 'local-file', path: [], message, next };
}
