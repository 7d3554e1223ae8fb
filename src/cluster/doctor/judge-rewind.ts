import { isTruthy } from '../model/tags.js';
import { isValueMap } from '../model/value.js';
import type { RepairEvidence } from './plan-repair.js';
import type { Repair, Standing } from './repair.js';

interface RewindVerdict {
  readonly verdict: Repair['rewind'];
  readonly because: readonly string[];
}

/**
 * Whether `pg_rewind` can bring a member back: it has to be wanted (`use_pg_rewind`), and wants checksums or `wal_log_hints`,
 * `full_page_writes`, and the WAL since the point at which the two parted.
 */
export function judgeRewind(
  standing: Standing,
  walOnLeader: boolean | null,
  { cluster, memberFacts, leaderFacts }: RepairEvidence,
): RewindVerdict {
  if (standing === 'behind') return { verdict: 'not-needed', because: [] };
  const facts = memberFacts ?? leaderFacts;
  const obstacles = [
    ...(facts === null || facts.dataChecksums || facts.walLogHints
      ? []
      : ['there are neither data checksums nor wal_log_hints']),
    ...(facts === null || facts.fullPageWrites ? [] : ['full_page_writes is off']),
    ...(walOnLeader === false ? ['the WAL since they parted is gone'] : []),
  ];
  if (obstacles.length > 0) {
    return { verdict: 'impossible', because: [`pg_rewind cannot help: ${obstacles.join('; ')}`] };
  }
  const section = cluster.config?.values.postgresql;
  const wanted = isValueMap(section) && isTruthy(section.use_pg_rewind) === true;
  const unwanted = wanted ? [] : ['postgresql.use_pg_rewind is not on in the dynamic configuration'];
  if (facts === null || standing === 'unknown' || walOnLeader === null) {
    return {
      verdict: wanted ? 'unknown' : 'not-enabled',
      because: ['whether pg_rewind can help cannot be told from here', ...unwanted],
    };
  }
  const means = facts.dataChecksums ? 'data checksums' : 'wal_log_hints';
  return {
    verdict: wanted ? 'possible' : 'not-enabled',
    because: [`pg_rewind can help: there are ${means}`, ...unwanted],
  };
}
