import { Failure, type Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { AgentOrder, AgentReply } from '../ports/agent-order.js';
import type { FollowLimits } from './awaited-change.js';
import { changedMeanwhile } from './changed-meanwhile.js';
import type { Planned } from './conclude-unsent.js';
import type { Prepared } from './prepare-request.js';

/** Sends the request, once. It never rejects: what went wrong is a reply, too. */
export async function sendChange(
  planned: Planned,
  prepared: Prepared,
  { untilStoppingMs, deadlineMs }: FollowLimits,
): Promise<AgentReply> {
  const { ports, place } = planned;
  const { way } = prepared;
  try {
    if (way.via === 'dcs') return await writeKey(planned, prepared);
    const { member: name, apiUrl } = way;
    const timeoutMs = untilStoppingMs + deadlineMs;
    return await ports.orders.send({ scope: place.scope, name, apiUrl }, orderOf(planned), timeoutMs);
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'not-sent', problem: thrown.problem };
    // Nobody knows how far it came: what becomes of it is looked at.
    return { kind: 'doubtful', problem: unexpected(thrown) };
  }
}

async function writeKey({ ports, place, settled }: Planned, { cluster }: Prepared): Promise<AgentReply> {
  const { leader, candidate } = settled.request;
  const scheduledAt = settled.schedule?.iso ?? null;
  const outcome = await ports.failoverKey.write(place, {
    leader,
    candidate,
    scheduledAt,
    failoverRevision: cluster.failoverRevision,
    leaderRevision: cluster.leader?.revision ?? 0,
  });
  if (outcome.kind === 'doubtful') return outcome;
  if (outcome.kind === 'changed-meanwhile') {
    return { kind: 'not-sent', problem: changedMeanwhile(place).problem };
  }
  return { kind: 'answered', status: scheduledAt === null ? 200 : 202, text: 'written to etcd' };
}

function orderOf({ settled }: Planned): AgentOrder {
  const { kind, leader, candidate } = settled.request;
  const scheduledAt = settled.schedule?.iso ?? null;
  return kind === 'switchover'
    ? { verb: 'switchover', leader: leader ?? '', candidate, scheduledAt }
    : { verb: 'failover', candidate: candidate ?? '' };
}

function unexpected(thrown: unknown): Problem {
  const message = `unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return {
    code: 'bug',
    message,
    subject: null,
    next: hint`run again with --debug and report what it prints`,
  };
}
