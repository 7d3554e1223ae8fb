import type { LogicalSlot } from '../evidence/server-facts.js';
import type { CandidateReason } from './candidate.js';
import { type JudgedMember, warns } from './judged-member.js';
import { permanentLogicalSlots } from './shared-settings.js';

type Fate = 'kept' | 'not-ready' | 'lost';

/** What becomes of the leader's logical slots; nothing is said of those about which nothing is known. */
export function slotReasons(judged: JudgedMember): CandidateReason[] {
  const slots = expectedSlots(judged).map((slot) => ({ name: slot.name, fate: fateOf(judged, slot) }));
  const lost = slots.filter(({ fate }) => fate === 'lost').map(({ name }) => name);
  const unready = slots.filter(({ fate }) => fate === 'not-ready').map(({ name }) => name);
  const reasons: CandidateReason[] = [];
  if (lost.length > 0) {
    const sentence = `${named(lost)} would be lost: neither a permanent slot of Patroni nor a failover slot of PostgreSQL`;
    reasons.push(warns('slot-will-be-lost', sentence));
  }
  if (unready.length > 0) {
    reasons.push(
      warns('slot-not-ready', `${named(unready)} cannot be used there yet: its receiver may miss changes`),
    );
  }
  return reasons;
}

/** The logical slots of the leader; without a leader, those that the configuration tells Patroni to keep. */
function expectedSlots({ leader, cluster }: JudgedMember): Pick<LogicalSlot, 'name' | 'failover'>[] {
  const facts = leader?.facts ?? null;
  if (facts !== null) return facts.logicalSlots.filter(({ invalid }) => !invalid);
  return permanentLogicalSlots(cluster.config).map((name) => ({ name, failover: false }));
}

function fateOf({ cluster, evidence }: JudgedMember, slot: Pick<LogicalSlot, 'name' | 'failover'>): Fate {
  const isMaintained = slot.failover || permanentLogicalSlots(cluster.config).includes(slot.name);
  if (evidence.facts === null) return isMaintained ? 'kept' : 'lost';
  const copy = evidence.facts.logicalSlots.find(({ name }) => name === slot.name);
  if (copy === undefined) return isMaintained ? 'not-ready' : 'lost';
  const isReady = !copy.invalid && (!slot.failover || copy.synced);
  return isReady ? 'kept' : 'not-ready';
}

function named(names: readonly string[]): string {
  return `logical ${names.length === 1 ? 'slot' : 'slots'} ${names.join(', ')}`;
}
