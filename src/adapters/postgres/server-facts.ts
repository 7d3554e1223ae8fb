import pg from 'pg';
import {
  type LogicalSlot,
  type ServerFacts,
  STANDBY_PARAMETERS,
  type TimelineHistory,
  type WalSender,
} from '../../cluster/evidence/server-facts.js';
import type { SqlAddress, SqlFacts } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';
import type { Connected } from './connect.js';

const NOT_PERMITTED = '42501';

/** For those who may not read the control file. */
const WITHOUT_CHECKPOINT = factsStatement('NULL');

/**
 * The facts as one JSON object, on PostgreSQL 10 and newer, on primaries and standbys. Slots come as they are, because their
 * columns depend on the version. Who may not see what others do still counts them, and their transactions by the locks.
 */
const FACTS = factsStatement(`CASE WHEN NOT pg_is_in_recovery()
  THEN pg_current_wal_lsn() - (SELECT redo_lsn FROM pg_control_checkpoint()) END`);

/**
 * The timeline of the server and its history file, which the first timeline does not have. A standby is on the one that it receives, or
 * has recovered to. Wants a role that may read the server's files.
 */
const TIMELINE_HISTORY = `
WITH place AS (
  SELECT CASE WHEN pg_is_in_recovery() THEN greatest(
    (SELECT timeline_id FROM pg_control_checkpoint()),
    (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
    (SELECT received_tli FROM pg_stat_wal_receiver)
  ) ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline
)
SELECT timeline, pg_read_file('pg_wal/' || lpad(upper(to_hex(timeline)), 8, '0') || '.history', 0, 1048576, true)
FROM place`;

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

const PARENT = /^\s*(\d+)\s+([0-9A-F]+)\/([0-9A-F]+)/gim;

/** One connection and two round trips, three for a role that may not see the checkpoint. */
export async function readFacts(
  open: Open,
  address: SqlAddress,
  timeoutMs: number,
  keep: (connected: Connected) => void,
): Promise<SqlFacts> {
  const answer = await askServer(open, address, timeoutMs, askFacts, keep);
  return answer.ok ? { ok: true, facts: answer.value } : answer;
}

/** One statement more for a role that may not see the checkpoint. */
export async function askFacts(client: Client): Promise<ServerFacts> {
  const ask = async (text: string): Promise<Omit<ServerFacts, 'timelineHistory'>> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return decodeFacts(rows[0]?.[0] ?? '');
  };
  const facts = await ask(FACTS).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NOT_PERMITTED) return ask(WITHOUT_CHECKPOINT);
    throw thrown;
  });
  return { ...facts, timelineHistory: await askTimelineHistory(client) };
}

/** Null where the server does not tell; nothing else is lost by that. */
async function askTimelineHistory(client: Client): Promise<TimelineHistory | null> {
  try {
    const { rows } = await client.query<[number, string | null]>({
      text: TIMELINE_HISTORY,
      rowMode: 'array',
    });
    const [row] = rows;
    return row === undefined ? null : decodeTimelineHistory(...row);
  } catch (thrown) {
    if (thrown instanceof pg.DatabaseError) return null;
    throw thrown;
  }
}

function factsStatement(checkpointBytes: string): string {
  const parameters = STANDBY_PARAMETERS.map((name) => `'${name}', current_setting('${name}')::int`);
  return `
WITH senders AS (
  SELECT r.pid, r.application_name AS name, r.state, r.sent_lsn - '0/0' AS position, s.slot_name IS NOT NULL AS logical
  FROM pg_stat_replication r LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid AND s.slot_type = 'logical'
), clients AS (
  SELECT xact_start, xact_start IS NOT NULL OR backend_type IS NULL AND pid IN (
    SELECT pid FROM pg_locks WHERE locktype = 'virtualxid' AND mode = 'ExclusiveLock'
  ) AS in_transaction
  FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND (
    backend_type = 'client backend'
    OR backend_type IS NULL AND datid IS NOT NULL AND usesysid IS NOT NULL AND pid NOT IN (SELECT pid FROM senders)
  )
)
SELECT json_build_object(
  'inRecovery', pg_is_in_recovery(),
  'parameters', json_build_object(${parameters.join(', ')}),
  'slots', (SELECT coalesce(json_agg(to_jsonb(s)), '[]') FROM pg_replication_slots s WHERE slot_type = 'logical'),
  'clients', (SELECT count(*) FROM clients),
  'openTransactions', (SELECT count(*) FROM clients WHERE in_transaction),
  'oldestTransactionAge', (SELECT extract(epoch FROM clock_timestamp() - min(xact_start)) FROM clients),
  'checkpointBytes', ${checkpointBytes},
  'senders', (SELECT coalesce(json_agg(senders), '[]') FROM senders)
)::text`;
}

function decodeFacts(text: string): Omit<ServerFacts, 'timelineHistory'> {
  const { slots, senders, ...counted }: Told = JSON.parse(text);
  return { ...counted, logicalSlots: slots.map(decodeSlot), walSenders: senders.map(decodeSender) };
}

/** A history file: in each line the number of a timeline, the position at which it was left, and why. The first timeline has none. */
function decodeTimelineHistory(timeline: number, text: string | null): TimelineHistory {
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
