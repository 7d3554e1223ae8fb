import pg from 'pg';
import type { Saturation } from '../../cluster/evidence/evidence.js';
import type { ServerHealth } from '../../cluster/evidence/server-health.js';
import { clockAhead } from '../../cluster/model/clock-ahead.js';
import type { SqlAddress, SqlHealth } from '../../operations/ports/sql-ports.js';
import type { Open } from './access.js';
import { askServer, type Client } from './ask-server.js';
import { HEALTH } from './health-statement.js';
import { askFacts } from './server-facts.js';

/** One connection and two round trips. A server that tells the facts only has told something. */
export async function readHealth(open: Open, address: SqlAddress, timeoutMs: number): Promise<SqlHealth> {
  const answer = await askServer(open, address, timeoutMs, askHealth);
  return answer.ok ? { ok: true, health: answer.value } : answer;
}

async function askHealth(client: Client): Promise<ServerHealth> {
  const facts = await askFacts(client);
  return { facts, ...(await askRest(client)) };
}

type Rest = Omit<ServerHealth, 'facts'>;

const NOTHING: Rest = { saturation: null, applyDelay: null, replayDelay: null, clockAheadMs: null };

async function askRest(client: Client): Promise<Rest> {
  const sent = Date.now();
  try {
    const { rows } = await client.query<[string]>({ text: HEALTH, rowMode: 'array' });
    return decodeRest(rows[0]?.[0] ?? '', sent);
  } catch (thrown) {
    if (thrown instanceof pg.DatabaseError) return NOTHING;
    throw thrown;
  }
}

/** What the statement answers. */
interface Told extends Omit<Saturation, 'walHeldBySlots'>, Pick<Rest, 'applyDelay' | 'replayDelay'> {
  readonly clock: number;
}

function decodeRest(text: string, sent: number): Rest {
  const { applyDelay, replayDelay, clock, ...saturation }: Told = JSON.parse(text);
  const held = saturation.slots.flatMap(({ heldBytes }) => heldBytes ?? []);
  return {
    saturation: { ...saturation, walHeldBySlots: Math.max(0, ...held) },
    applyDelay,
    replayDelay,
    clockAheadMs: clockAhead(clock, 0, { sent, received: Date.now() }),
  };
}
