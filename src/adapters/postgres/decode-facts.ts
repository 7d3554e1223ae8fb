import type {
  LogicalSlot,
  ServerFacts,
  TimelineHistory,
  WalSender,
} from '../../cluster/evidence/server-facts.js';

type Counted = Pick<
  ServerFacts,
  'inRecovery' | 'parameters' | 'clients' | 'openTransactions' | 'oldestTransactionAge' | 'checkpointBytes'
>;

/** What the statement for the facts answers. */
interface Told extends Counted {
  readonly slots: readonly ToldSlot[];
  readonly senders: readonly ToldSender[];
}

/** A row of `pg_replication_slots`, with the columns that not all versions have. */
interface ToldSlot {
  readonly slot_name: string;
  readonly active: boolean;
  /** Since 13. */
  readonly wal_status?: string | null;
  /** Since 16. */
  readonly conflicting?: boolean | null;
  /** Since 17. */
  readonly failover?: boolean;
  readonly synced?: boolean;
  readonly invalidation_reason?: string | null;
}

interface ToldSender {
  readonly name: string | null;
  readonly state: string | null;
  readonly position: number | null;
  readonly logical: boolean;
}

export function decodeFacts(text: string): Omit<ServerFacts, 'timelineHistory'> {
  const { slots, senders, ...counted }: Told = JSON.parse(text);
  return { ...counted, logicalSlots: slots.map(decodeSlot), walSenders: senders.map(decodeSender) };
}

const PARENT = /^\s*(\d+)\s+([0-9A-F]+)\/([0-9A-F]+)/gim;

/** A history file: in each line the number of a timeline, the position at which it was left, and why. The first timeline has none. */
export function decodeTimelineHistory(timeline: number, text: string | null): TimelineHistory {
  const ended = [...(text ?? '').matchAll(PARENT)].map(([, number, high = '', low = '']) => ({
    timeline: Number(number),
    switchPoint: Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16),
  }));
  return { timeline, ended };
}

function decodeSlot(slot: ToldSlot): LogicalSlot {
  return {
    name: slot.slot_name,
    active: slot.active,
    failover: slot.failover ?? false,
    synced: slot.synced ?? false,
    invalid:
      slot.wal_status === 'lost' ||
      (slot.conflicting ?? false) ||
      (slot.invalidation_reason ?? null) !== null,
  };
}

function decodeSender({ name, state, position, logical }: ToldSender): WalSender {
  return { name: name ?? '', state, sentPosition: position, logical };
}
