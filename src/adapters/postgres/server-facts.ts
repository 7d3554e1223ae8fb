import pg from 'pg';
import type { ServerFacts, TimelineHistory } from '../../cluster/evidence/server-facts.js';
import type { SqlAddress, SqlFacts } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';
import type { Connected } from './connect.js';
import { decodeFacts, decodeTimelineHistory } from './decode-facts.js';
import { FACTS, TIMELINE_HISTORY, WITHOUT_CHECKPOINT } from './facts-statement.js';

const NOT_PERMITTED = '42501';

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
