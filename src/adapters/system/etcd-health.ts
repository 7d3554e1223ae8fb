import { isJsonObject, parseJson } from '../../formats/json.js';

const TIMEOUT_MS = 1000;

/** `GET /health`: healthy means that the member has a leader, and so the cluster a quorum. */
export async function isEtcdHealthy(clientPort: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`http://127.0.0.1:${clientPort}/health`, { signal });
    const answer = parseJson(await response.text());
    return response.ok && isJsonObject(answer) && String(answer.health) === 'true';
  } catch {
    return false;
  }
}
