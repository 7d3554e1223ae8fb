import type { AgentEvidence } from '../change-leader/candidate.js';
import type { ChangeEvidence } from '../change-leader/change-request.js';
import type { Evidence, ObservedMember } from '../evidence/evidence.js';

/** The same evidence as the decisions about a change of leader want it; null unless etcd tells how the cluster is now. */
export function changeEvidenceOf({ cluster, members }: Evidence): ChangeEvidence | null {
  if (cluster.kind !== 'present') return null;
  return {
    cluster: cluster.cluster,
    members: members.flatMap((member) => {
      const { key, facts } = member;
      if (key === null) return [];
      return [{ member: key, agent: agentEvidence(member), facts: facts?.ok ? facts.value : null }];
    }),
  };
}

function agentEvidence({ agent }: ObservedMember): AgentEvidence {
  if (agent === null)
    return { answered: false, code: 'agent-unreachable', reason: 'it publishes no address of its agent' };
  return agent.ok
    ? { answered: true, status: agent.value, elapsedMs: agent.tookMs }
    : { answered: false, code: agent.code, reason: agent.message };
}
