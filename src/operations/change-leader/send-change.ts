import type { Cluster } from '../../cluster/cluster.js';
import { loopWait } from '../../cluster/dynamic-config.js';
import type { ChangeEvidence, ChangeRequest } from '../../cluster/leader-change/change-request.js';
import { Failure } from '../../errors.js';
import type { AgentOrder, AgentReply } from '../agent-order.js';
import type { ClusterPlace } from '../ports.js';
import { unknownMember } from '../unknown-member.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import type { FollowLimits } from './follow-change.js';
import { proveLeaseIsRenewed } from './prove-lease.js';

/** Who is going to be told, decided and checked before anything is sent. */
export type ChangeWay =
  | { readonly via: 'agent'; readonly member: string; readonly apiUrl: string | null }
  | { readonly via: 'dcs' };

const NO_KEY = { answered: false, code: 'agent-unreachable', reason: 'it has no key in etcd' } as const;

/** The leader's agent unless another way was named; an agent that is silent or somebody else's ends it here. */
export async function chooseWay(
  ports: ChangePorts,
  place: ClusterPlace,
  typed: ChangeLeaderRequest,
  { candidate }: ChangeRequest,
  { cluster, members }: ChangeEvidence,
): Promise<ChangeWay> {
  const { scope } = place;
  if (typed.viaDcs || typed.via !== null) {
    await proveLeaseIsRenewed(ports, place, cluster.leader, loopWait(cluster.config));
  }
  if (typed.viaDcs) return { via: 'dcs' };
  const name = typed.via ?? cluster.leader?.name ?? candidate ?? '';
  const evidence = members.find(({ member }) => member.name === name);
  if (evidence === undefined && typed.via !== null) {
    throw unknownMember(
      scope,
      name,
      cluster.members.map((member) => member.name),
      `${typed.kind} --via`,
    );
  }
  const agent = evidence?.agent ?? NO_KEY;
  if (agent.answered) return { via: 'agent', member: name, apiUrl: evidence?.member.apiUrl ?? null };
  const { code, reason } = agent;
  const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
  throw new Failure(outcome, code, `the agent of ${name} cannot be told: ${reason}. Nothing was sent.`, {
    subject: name,
    next: otherWays(typed, scope, candidate, members, name),
  });
}

function otherWays(
  typed: ChangeLeaderRequest,
  scope: string,
  candidate: string | null,
  members: ChangeEvidence['members'],
  silent: string,
): string {
  const command = `ctl ${typed.kind} ${scope}${candidate === null ? '' : ` --candidate ${candidate}`}`;
  const other = members.find(({ member, agent }) => member.name !== silent && agent.answered)?.member.name;
  const viaDcs = `${command} --via-dcs (writes to etcd directly)`;
  return other === undefined
    ? viaDcs
    : `${command} --via ${other} (another agent, the same checks), or ${viaDcs}`;
}

/** Sends the request, once. It never rejects: what went wrong is a reply, too. */
export async function sendChange(
  ports: ChangePorts,
  place: ClusterPlace,
  way: ChangeWay,
  request: ChangeRequest,
  cluster: Cluster,
  scheduledAt: string | null,
  { untilStoppingMs, deadlineMs }: FollowLimits,
): Promise<AgentReply> {
  const { leader, candidate, kind } = request;
  if (way.via === 'agent') {
    const { member: name, apiUrl } = way;
    const timeoutMs = untilStoppingMs + deadlineMs;
    return ports.orders.send({ scope: place.scope, name, apiUrl }, orderOf(request, scheduledAt), timeoutMs);
  }
  const write = {
    leader: kind === 'switchover' ? leader : null,
    candidate,
    scheduledAt,
    failoverRevision: cluster.failoverRevision,
    leaderRevision: cluster.leader?.revision ?? 0,
  };
  try {
    const outcome = await ports.failoverKey.write(place, write);
    if (outcome.kind === 'doubtful') return outcome;
    if (outcome.kind === 'changed-meanwhile')
      return { kind: 'not-sent', problem: changedMeanwhile().problem };
    return { kind: 'answered', status: scheduledAt === null ? 200 : 202, text: 'written to etcd' };
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'not-sent', problem: thrown.problem };
    throw thrown;
  }
}

function orderOf({ kind, leader, candidate }: ChangeRequest, scheduledAt: string | null): AgentOrder {
  return kind === 'switchover'
    ? { verb: 'switchover', leader: leader ?? '', candidate, scheduledAt }
    : { verb: 'failover', candidate: candidate ?? '' };
}

/** The failure for a cluster that is no longer the one that was decided on. */
export function changedMeanwhile(): Failure {
  const message = 'the leader or the pending request has changed meanwhile; nothing was written.';
  return new Failure('conflict', 'state-changed', message, { next: 'look again with ctl list, then decide' });
}
