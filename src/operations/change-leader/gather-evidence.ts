import type { AgentEvidence, MemberEvidence } from '../../cluster/change-leader/candidate.js';
import type { ChangeEvidence } from '../../cluster/change-leader/change-request.js';
import type { ServerFacts } from '../../cluster/evidence/server-facts.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import type { Agents, Clock } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';

/** A server that is silent must not delay what the agents have told. */
const FACTS_MS = 1000;

/** Asks every agent and every PostgreSQL of a cluster at once; who is silent is silent in the evidence. */
export async function gatherEvidence(
  { agents, servers, clock }: { readonly agents: Agents; readonly servers: Servers; readonly clock: Clock },
  scope: string,
  cluster: Cluster,
): Promise<ChangeEvidence> {
  const members = await Promise.all(
    cluster.members.map(async (member): Promise<MemberEvidence> => {
      const [agent, facts] = await Promise.all([
        askAgent(agents, clock, scope, member),
        readFacts(servers, member),
      ]);
      return { member, agent, facts };
    }),
  );
  return { cluster, members };
}

async function askAgent(agents: Agents, clock: Clock, scope: string, member: Member): Promise<AgentEvidence> {
  const start = clock.monotonicMs();
  const answer = await agents.readStatus({ scope, name: member.name, apiUrl: member.apiUrl });
  if (answer.ok) {
    return { answered: true, status: answer.value, elapsedMs: clock.monotonicMs() - start };
  }
  return { answered: false, code: answer.problem.code, reason: answer.problem.message };
}

async function readFacts(servers: Servers, { host, port }: Member): Promise<ServerFacts | null> {
  if (host === null || port === null) return null;
  const answer = await servers.readFacts({ host, port }, FACTS_MS);
  return answer.ok ? answer.facts : null;
}
