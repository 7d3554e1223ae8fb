import { ctl } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import type { Evidence, Saturation } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Cluster } from '../model/cluster.js';
import { slotNameOf } from '../model/slot-name.js';
import { isValueMap } from '../model/value.js';
import type { Check } from './check.js';
import { leaderOf, presentCluster } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** What an unused slot may hold back before it is worth a warning; one in use may fall behind further. */
const GB = 1024 ** 3;
const HELD_BY_UNUSED = GB;
const HELD_BY_USED = 8 * GB;

/** A slot that keeps the leader from removing WAL. */
export const slotHoldsWal: Check = {
  code: 'slot-holds-wal',
  severity: 'warning',
  title: 'no slot holds back much WAL',
  find(evidence) {
    const cluster = presentCluster(evidence);
    const leader = leaderOf(evidence);
    if (cluster === null || leader === null) return [];
    const slots = leader.saturation === null ? publishedSlots(cluster) : leader.saturation.slots;
    return slots
      .filter(({ heldBytes, active }) => (heldBytes ?? 0) > (active ? HELD_BY_USED : HELD_BY_UNUSED))
      .map((slot) => tell(evidence, leader.name, slot, leader.saturation !== null));
  },
};

type Slot = Saturation['slots'][number];

/** Where SQL cannot be had: the positions that the leader publishes, of slots whose member is not there. */
function publishedSlots({ status, members }: Cluster): Slot[] {
  const present = members.map(({ name }) => slotNameOf(name));
  return [...status.slots].flatMap(([name, position]) => {
    if (present.includes(name) || status.position === null) return [];
    return [{ name, heldBytes: Math.max(0, status.position - position), active: false }];
  });
}

function tell(evidence: Evidence, leader: string, slot: Slot, hasSql: boolean): Finding {
  const { name, heldBytes, active } = slot;
  const bytes = formatBytes(heldBytes ?? 0);
  const owner = ownerOf(evidence, name);
  const use = active ? 'its receiver is slow' : 'nobody uses it';
  const drop = `SELECT pg_drop_replication_slot('${name.replaceAll("'", "''")}')`;
  return finding('slot-holds-wal', 'warning', name, {
    message: `the slot ${name} (${owner.words}) holds back ${bytes} of WAL on ${leader}, ${use}: the disk may run full`,
    evidence: [seen(hasSql ? 'sql' : 'dcs', `${name}: ${bytes} behind`, hasSql ? 0 : null)],
    remedies: [
      remedy(active ? 'look at its receiver' : 'bring its receiver back'),
      ...(owner.isPermanent
        ? [
            remedy(
              'if it is not needed: take it out of slots',
              ctl('edit-config', evidence, [], { s: `slots.${name}=null` }),
            ),
          ]
        : [remedy('if it is not needed: drop it', ctl('query', evidence, [], { m: leader, c: drop }))]),
    ],
  });
}

interface Owner {
  readonly words: string;
  readonly isPermanent: boolean;
}

export function ownerOf(evidence: Evidence, slot: string): Owner {
  const cluster = presentCluster(evidence);
  const member = evidence.members.find(({ name }) => slotNameOf(name) === slot);
  if (member !== undefined) {
    const words = member.key === null ? `of ${member.name}, which is gone` : `of ${member.name}`;
    return { words, isPermanent: false };
  }
  if (permanentSlots(cluster).includes(slot))
    return { words: 'a permanent slot of the configuration', isPermanent: true };
  if (cluster?.status.retainSlots.includes(slot)) return { words: 'of a former member', isPermanent: false };
  return { words: 'of no member', isPermanent: false };
}

function permanentSlots(cluster: Cluster | null): string[] {
  const values = cluster?.config?.values ?? {};
  const slots = values.permanent_replication_slots ?? values.permanent_slots ?? values.slots;
  return isValueMap(slots) ? Object.keys(slots) : [];
}
