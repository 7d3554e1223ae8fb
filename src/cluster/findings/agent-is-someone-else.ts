import type { Check } from './check.js';
import { registeredMembers } from './known.js';
import { finding, lookAtService, remedy, seen } from './tell.js';

/** At the address that a member publishes somebody else answers. */
export const agentIsSomeoneElse: Check = {
  code: 'agent-is-someone-else',
  severity: 'error',
  title: 'the address of each member leads to its own agent',
  find: (evidence) =>
    registeredMembers(evidence).flatMap(({ name, key, agent }) => {
      if (agent === null || agent.ok || agent.code !== 'agent-is-someone-else') return [];
      return [
        finding('agent-is-someone-else', 'error', name, {
          message: `at the address of ${name} (${key.apiUrl ?? 'none'}) somebody else answers: ${agent.message}`,
          evidence: [seen('agent', agent.message)],
          remedies: [
            remedy(`on ${name}: restapi.connect_address must be its own address, and no other agent's`),
            lookAtService(name),
          ],
        }),
      ];
    }),
};
