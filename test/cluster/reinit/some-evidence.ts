import type { AgentEvidence, MemberEvidence } from '../../../src/cluster/change-leader/candidate.js';
import type { ServerActivity } from '../../../src/cluster/evidence/server-activity.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ReinitEvidence } from '../../../src/cluster/reinit/reinit-plan.js';
import { aStatus } from '../../support/statuses.js';

export const SILENT: AgentEvidence = { answered: false, code: 'agent-unreachable', reason: 'no answer' };

/** Everybody is well; `statuses` change what agents say, null: silent. */
export function someEvidence(
  cluster: Cluster,
  statuses: Readonly<Record<string, Partial<MemberStatus> | null>> = {},
  activities: Readonly<Record<string, ServerActivity>> = {},
): ReinitEvidence {
  const members = cluster.members.map((member): MemberEvidence => {
    const { name } = member;
    const changes = statuses[name];
    const leads = name === cluster.leader?.name;
    const fed = cluster.members.filter((each) => each.name !== name && isFed(statuses[each.name]));
    const replication = fed.map((each) => ({ name: each.name, state: 'streaming', syncState: 'async' }));
    const own = leads ? { role: 'primary', replicationState: null, position: 1, replication } : {};
    const status = aStatus(name, { ...own, ...changes });
    return {
      member,
      agent: changes === null ? SILENT : { answered: true, status, elapsedMs: 1 },
      facts: null,
    };
  });
  return {
    cluster,
    members,
    activities: new Map(Object.entries(activities)),
    copyFacts: new Map(),
    logins: new Map(),
  };
}

/** Unless its test says otherwise, it streams. */
function isFed(changes: Partial<MemberStatus> | null | undefined): boolean {
  if (changes === null) return false;
  const { state = 'running', replicationState = 'streaming' } = changes ?? {};
  return state === 'running' && replicationState === 'streaming';
}
