import pg from 'pg';
import type { ServerFacts } from '../../cluster/server-facts.js';
import type { SqlAddress, SqlFacts } from '../../operations/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';
import type { Connected } from './connect.js';
import { decodeFacts } from './decode-facts.js';
import { FACTS, WITHOUT_CHECKPOINT } from './facts-statement.js';

const NOT_PERMITTED = '42501';

/** One connection and one round trip, two for a role that may not see the checkpoint. */
export async function readFacts(
  open: Open,
  address: SqlAddress,
  timeoutMs: number,
  keep: (connected: Connected) => void,
): Promise<SqlFacts> {
  const answer = await askServer(open, address, timeoutMs, askFacts, keep);
  return answer.ok ? { ok: true, facts: answer.value } : answer;
}

/** Two round trips for a role that may not see the checkpoint. */
export async function askFacts(client: Client): Promise<ServerFacts> {
  const ask = async (text: string): Promise<ServerFacts> => {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' });
    return decodeFacts(rows[0]?.[0] ?? '');
  };
  return ask(FACTS).catch((thrown: unknown) => {
    if (thrown instanceof pg.DatabaseError && thrown.code === NOT_PERMITTED) return ask(WITHOUT_CHECKPOINT);
    throw thrown;
  });
}
