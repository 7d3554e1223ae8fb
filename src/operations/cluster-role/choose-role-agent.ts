import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { anotherAgent } from '../following/patch-answer.js';
import { verifyAgent } from '../maintenance/order-outcome.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Agents, AskedMember } from '../ports/ports.js';
import { unknownMember } from '../reading/unknown-member.js';
import { type ClusterRoleRequest, roleCommand } from './cluster-role-request.js';

export interface RoleAgent {
  readonly agent: AskedMember;
  readonly status: MemberStatus;
}

/** Who is going to be asked: the leader, or whoever `--via` names. An agent that is silent or somebody else's ends it here. */
export async function chooseRoleAgent(
  { agents }: { readonly agents: Agents },
  place: ClusterPlace,
  cluster: Cluster,
  request: ClusterRoleRequest,
): Promise<RoleAgent> {
  const { via } = request;
  const name = via ?? cluster.leader?.name ?? '';
  const addresses = new Map(cluster.members.map((member) => [member.name, member.apiUrl]));
  if (via !== null && !addresses.has(via)) throw unknownVia(place, [...addresses.keys()], via, request);
  const askedAt = (member: string): AskedMember => ({
    scope: place.scope,
    name: member,
    apiUrl: addresses.get(member) ?? null,
  });
  const chosen = await verifyAgent(agents, askedAt(name));
  if (chosen.ok) return { agent: askedAt(name), status: chosen.status };
  const other = await anotherAgent(agents, place.scope, cluster, [name]);
  const { outcome, code, text } = chosen.outcome;
  const message = `the agent of ${name} cannot be told: ${text}. Nothing was sent.`;
  throw new Failure(outcome === 'refused' ? 'refused' : 'unreachable', code ?? 'agent-unreachable', message, {
    subject: name,
    next:
      other === null
        ? hint`bring back Patroni on ${name}`
        : hint`${roleCommand(request, place, { via: other })} (another agent, which writes the same)`,
  });
}

function unknownVia(
  place: ClusterPlace,
  names: readonly string[],
  via: string,
  request: ClusterRoleRequest,
): Failure {
  const { problem } = unknownMember(place.scope, via, names);
  const [near] = nearMatches(via, names);
  const next = near === undefined ? undefined : roleCommand(request, place, { via: near });
  return new Failure('not-found', problem.code, problem.message, {
    subject: via,
    ...(next === undefined ? {} : { next }),
  });
}
