import type { Trace } from '../../operations/ports/trace.js';
import type { BalancerServer } from '../../operations/sandbox/ports.js';
import { askRuntime } from './ask-runtime.js';
import { decodeStat } from './decode-stat.js';

const TIMEOUT_MS = 1000;

/** The servers of a sandbox's HAProxy; null if it does not answer. */
export async function readBalancer(
  path: string,
  trace: Trace | null,
): Promise<readonly BalancerServer[] | null> {
  const answer = await askRuntime({ path }, 'show stat', TIMEOUT_MS, trace);
  return 'text' in answer ? readyServers(answer.text) : null;
}

/** Before its first check a server counts as up, but not for us. */
function readyServers(csv: string): readonly BalancerServer[] | null {
  const pools = decodeStat(csv);
  return (
    pools?.flatMap(({ name: pool, servers }) =>
      servers.map(({ name: server, isUp, checkStatus }) => ({
        pool,
        server,
        isUp: isUp && checkStatus?.endsWith('OK') === true,
      })),
    ) ?? null
  );
}
