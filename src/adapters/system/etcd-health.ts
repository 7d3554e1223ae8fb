import { isJsonObject, parseJson, plainText } from '../../formats/json.js';
import type { Trace } from '../../operations/ports/trace.js';
import { exchange } from '../exchange/http-exchange.js';

const TIMEOUT_MS = 1000;
const LIMITS = { connectMs: TIMEOUT_MS, handshakeMs: TIMEOUT_MS, totalMs: TIMEOUT_MS, bodyBytes: 64 * 1024 };

/** `GET /health`: healthy means that the member has a leader, and so the cluster a quorum. */
export async function isEtcdHealthy(clientPort: number, trace: Trace | null): Promise<boolean> {
  const url = new URL(`http://127.0.0.1:${clientPort}/health`);
  const traced = trace && { trace, peer: 'etcd' as const };
  const call = { url, method: 'GET', headers: {}, body: null, tls: null, limits: LIMITS, traced };
  const answer = await exchange(call);
  return !('error' in answer) && answer.status === 200 && saysHealthy(answer.body);
}

function saysHealthy(body: string): boolean {
  const answer = parseJson(body);
  return isJsonObject(answer) && plainText(answer.health) === 'true';
}
