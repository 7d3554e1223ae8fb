import { shell } from '../../formats/hint.js';
import type { Finding } from '../evidence/finding.js';
import type { Check } from './check.js';
import { factsOf, heartbeatAge, leaderOf, type RegisteredMember, registeredMembers } from './known.js';
import { finding, lookAtLog, lookAtService, remedy, seen } from './tell.js';

const CODES_OF_THEIR_OWN = ['agent-auth', 'agent-tls', 'agent-is-someone-else'];

/** A registered member whose agent does not answer. */
export const memberSilent: Check = {
  code: 'member-silent',
  severity: 'error',
  title: 'the agents of all members answer',
  find: (evidence) =>
    registeredMembers(evidence).flatMap((member) => {
      const { agent } = member;
      if (agent === null || agent.ok || CODES_OF_THEIR_OWN.includes(agent.code)) return [];
      return [tell(member, agent.message, leaderOf(evidence)?.name === member.name)];
    }),
};

function tell(member: RegisteredMember, why: string, leads: boolean): Finding {
  const { name, key, lease } = member;
  const age = heartbeatAge(member);
  const until =
    lease === null || lease === 'none'
      ? ''
      : `, its key goes in ${Math.max(0, Math.round(lease.remaining))} s unless it is renewed`;
  const facts = factsOf(member);
  const sql =
    facts === null ? '' : `; its PostgreSQL answers ${facts.inRecovery ? 'read-only' : 'and takes writes'}`;
  const effect = leads ? 'if it does not come back, another one takes over' : 'it cannot take over';
  return finding('member-silent', 'error', name, {
    message: `the agent of ${name} does not answer (${why}): ${effect}${until}${sql}`,
    evidence: [
      seen('network', `${key.apiUrl ?? 'its agent'}: ${why}`),
      seen('dcs', `its key said ${key.state ?? 'nothing'}`, age),
      ...(facts === null ? [] : [seen('sql', `pg_is_in_recovery() is ${facts.inRecovery}`)]),
    ],
    remedies: [
      lookAtService(name),
      lookAtLog(name),
      ...(key.apiUrl === null
        ? []
        : [remedy('from here and from its own host: does it answer?', shell`curl -m 5 ${key.apiUrl}`)]),
    ],
  });
}
