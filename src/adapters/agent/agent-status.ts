import type { Trace } from '../../operations/ports/trace.js';
import type { AgentStatus } from '../../operations/sandbox/ports.js';
import { exchange } from '../exchange/http-exchange.js';
import { READ_STATUS } from './requests.js';
import { decodeStatus } from './responses.js';

/** An agent whose PostgreSQL starts takes its time. */
const LIMITS = { connectMs: 1000, handshakeMs: 1000, totalMs: 4000, bodyBytes: 1024 * 1024 };

/** What the agent of a sandbox says about itself; null if it is silent. */
export async function readAgentStatus(apiPort: number, trace: Trace | null): Promise<AgentStatus | null> {
  const { method, path } = READ_STATUS;
  const url = new URL(path, `http://127.0.0.1:${apiPort}`);
  const traced = trace && { trace, peer: 'agent' as const };
  const result = await exchange({ url, method, headers: {}, body: null, tls: null, limits: LIMITS, traced });
  return 'error' in result ? null : decodeAgentStatus(result.body);
}

export function decodeAgentStatus(body: string): AgentStatus | null {
  const status = decodeStatus(body);
  if (status === null) return null;
  const { patroniVersion, state, role, timeline, replication } = status;
  const streaming = replication.filter((connection) => connection.state === 'streaming');
  return {
    version: patroniVersion,
    state,
    isPrimary: role === 'primary',
    timeline,
    streaming: streaming.map(({ name }) => name),
  };
}
