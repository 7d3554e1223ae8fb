import type { Cluster } from '../../cluster/cluster.js';
import type { Agents } from '../ports.js';

/** Members that are alive, or may be. */
export interface RunningMembers {
  /** Their agents answer. */
  readonly answering: readonly string[];
  /** Their agents are silent from here, but their keys, which end with the agents, do not say that they have stopped. */
  readonly registered: readonly string[];
}

/** Asks the agents of all members, those of the failsafe list included, whose keys may be gone. */
export async function findRunning(agents: Agents, scope: string, cluster: Cluster): Promise<RunningMembers> {
  const urls = new Map<string, string | null>(cluster.failsafe ?? []);
  for (const { name, apiUrl } of cluster.members) urls.set(name, apiUrl);
  const answers = await Promise.all(
    [...urls].map(async ([name, apiUrl]) => ({
      name,
      answers: (await agents.readStatus({ scope, name, apiUrl })).ok,
    })),
  );
  const answering = answers.filter((each) => each.answers).map(({ name }) => name);
  const registered = cluster.members.filter(
    ({ name, state }) => state !== 'stopped' && !answering.includes(name),
  );
  return { answering: answering.sort(), registered: registered.map(({ name }) => name) };
}
