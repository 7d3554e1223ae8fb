import { isJsonObject, type JsonValue, parseJson } from '../../formats/json.js';
import type { AgentStatus } from '../../operations/sandbox/ports.js';

/** An agent whose PostgreSQL starts takes its time. */
const TIMEOUT_MS = 4000;

/** `GET /patroni`, which needs no authentication; null if the agent is silent. */
export async function readAgentStatus(apiPort: number): Promise<AgentStatus | null> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`http://127.0.0.1:${apiPort}/patroni`, { signal });
    return decodeAgentStatus(await response.text());
  } catch {
    return null;
  }
}

/** Before 4.0 the primary is called `master`. */
export function decodeAgentStatus(text: string): AgentStatus | null {
  const status = parseJson(text);
  if (!isJsonObject(status) || typeof status.state !== 'string') return null;
  const { timeline, patroni } = status;
  const version = isJsonObject(patroni) ? patroni.version : null;
  return {
    version: typeof version === 'string' ? version : null,
    state: status.state,
    isPrimary: status.role === 'primary' || status.role === 'master',
    timeline: typeof timeline === 'number' ? timeline : null,
    streaming: streamingFrom(status.replication),
  };
}

function streamingFrom(replication: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(replication)) return [];
  return replication.flatMap((connection: JsonValue) => {
    const isStreaming = isJsonObject(connection) && connection.state === 'streaming';
    return isStreaming && typeof connection.application_name === 'string'
      ? [connection.application_name]
      : [];
  });
}
