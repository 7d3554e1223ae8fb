import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import { isPaused } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { leaderOf, presentCluster, seenTwice } from './known.js';
import { ownerOf } from './slots.js';
import { finding, remedy, seen } from './tell.js';

/** A slot on the leader that belongs to nobody. */
export const orphanSlot: Check = {
  code: 'orphan-slot',
  severity: 'info',
  title: 'every slot on the leader has an owner',
  find: (evidence) => {
    const leader = leaderOf(evidence)?.name ?? '';
    return seenTwice(evidence, orphans).map((name) =>
      finding('orphan-slot', 'info', name, {
        message: `the slot ${name} on ${leader} belongs to no member, is not configured, and nobody uses it`,
        evidence: [seen('sql', `${name} is not active`)],
        remedies: [
          remedy(
            'if it is needed: configure it, so that it survives a failover',
            ctl('edit-config', evidence),
          ),
          remedy(
            'else: drop it',
            ctl('query', evidence, [], {
              m: leader,
              c: `SELECT pg_drop_replication_slot('${name.replaceAll("'", "''")}')`,
            }),
          ),
        ],
      }),
    );
  },
};

/** Unless it is paused or told to ignore some, Patroni itself drops them (postgresql/slots.py). */
function orphans(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  const { config } = cluster ?? {};
  const ignored = config?.values.ignore_slots;
  if (cluster === null || (Array.isArray(ignored) && ignored.length > 0)) return [];
  if (!isPaused(cluster.config)) return [];
  const slots = leaderOf(evidence)?.saturation?.slots ?? [];
  return slots
    .filter(({ name, active }) => !active && ownerOf(evidence, name).words === 'of no member')
    .map(({ name }) => name);
}
