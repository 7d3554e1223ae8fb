import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Remedy } from '../evidence/finding.js';
import { isTruthy } from '../model/tags.js';
import { isValueMap } from '../model/value.js';
import { presentCluster } from './known.js';
import { remedy } from './tell.js';

/** Whether Patroni may bring a member back by `pg_rewind`; off unless the dynamic configuration says it. */
function usesRewind(evidence: Evidence): boolean {
  const section = presentCluster(evidence)?.config?.values.postgresql;
  return isValueMap(section) && isTruthy(section.use_pg_rewind) === true;
}

export function describeRewind(evidence: Evidence): string {
  return usesRewind(evidence)
    ? 'use_pg_rewind is on: Patroni rewinds it where checksums or hints allow'
    : 'use_pg_rewind is off: nobody rewinds it';
}

/** Nothing if it is on already. */
export function enableRewind(evidence: Evidence): readonly Remedy[] {
  if (usesRewind(evidence)) return [];
  const command = ctl('edit-config', evidence, [], { s: 'postgresql.use_pg_rewind=true' });
  return [remedy('let Patroni rewind it', command)];
}
