import type { Cluster } from '../../cluster/model/cluster.js';
import { leaderFirst } from '../../cluster/model/leader-first.js';
import { verifyAgent } from '../maintenance/verify-agent.js';
import type { Agents } from '../ports/ports.js';

/** The first member beside those named whose agent answers, the leader first; null if there is none. All are asked at the same time. */
export async function anotherAgent(
  agents: Agents,
  scope: string,
  cluster: Cluster,
  except: readonly string[],
): Promise<string | null> {
  const others = leaderFirst(cluster).filter(({ name }) => !except.includes(name));
  const verified = await Promise.all(
    others.map(({ name, apiUrl }) => verifyAgent(agents, { scope, name, apiUrl })),
  );
  return others.find((_, index) => verified[index]?.ok)?.name ?? null;
}
