import { ctl } from '../../formats/hint.js';
import { judgedMember } from '../change-leader/judged-member.js';
import { permanentLogicalSlots } from '../change-leader/shared-settings.js';
import { slotReasons } from '../change-leader/slot-rules.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { failoverExclusion } from '../model/tags.js';
import { changeEvidenceOf } from './change-evidence.js';
import type { Check } from './check.js';
import { factsOf, followersOf, leaderOf, presentCluster } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** A subscription has one for each table while it copies it. */
const SYNC_OF_A_TABLE = /^pg_\d+_sync_\d+_\d+$/;

/** Logical slots that a change of leader would lose, or that a candidate does not have ready. */
export const slotsNotFailoverSafe: Check = {
  code: 'slots-not-failover-safe',
  severity: 'warning',
  title: 'logical slots survive a change of leader',
  find(evidence) {
    const candidates = followersOf(evidence).filter(({ key }) => failoverExclusion(key.tags) === null);
    if (candidates.length === 0) return [];
    return [...lost(evidence), ...candidates.flatMap(({ name }) => unready(evidence, name))];
  },
};

/** Neither a permanent slot of Patroni nor a failover slot of PostgreSQL: nobody makes it elsewhere. */
function lost(evidence: Evidence): Finding[] {
  const leader = leaderOf(evidence);
  const facts = leader === null ? null : factsOf(leader);
  if (leader === null || facts === null) return [];
  const permanent = permanentLogicalSlots(presentCluster(evidence)?.config ?? null);
  const names = facts.logicalSlots
    .filter(
      ({ name, failover, invalid }) =>
        !failover && !invalid && !permanent.includes(name) && !SYNC_OF_A_TABLE.test(name),
    )
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const slots = `logical ${names.length === 1 ? 'slot' : 'slots'} ${listed(names)}`;
  return [
    finding('slots-not-failover-safe', 'warning', leader.name, {
      message: `the ${slots} of ${leader.name} would be lost by a change of leader: neither permanent slots of Patroni nor failover slots of PostgreSQL`,
      evidence: [seen('sql', `${slots} on ${leader.name}`)],
      remedies: names.map((name) =>
        remedy(
          `let Patroni keep ${name} on all members (its database and plugin belong there, too)`,
          ctl('edit-config', evidence, [], { s: `slots.${name}.type=logical` }),
        ),
      ),
    }),
  ];
}

function unready(evidence: Evidence, name: string): Finding[] {
  const change = changeEvidenceOf(evidence);
  const candidate = change?.members.find(({ member }) => member.name === name);
  if (change === null || candidate === undefined || candidate.facts === null) return [];
  return slotReasons(judgedMember('switchover', change, candidate))
    .filter(({ code }) => code === 'slot-not-ready')
    .map(({ sentence }) =>
      finding('slots-not-failover-safe', 'warning', name, {
        message: `on ${name}: ${sentence}`,
        evidence: [seen('sql', sentence)],
        remedies: [
          remedy(
            'its agent copies it in one of its cycles, once the leader has hot_standby_feedback from it: look again',
          ),
          remedy(
            'see its slots',
            ctl('query', evidence, [], { m: name, c: 'SELECT * FROM pg_replication_slots' }),
          ),
        ],
      }),
    );
}
