import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import { Failure, type Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Probes } from '../downtime/probe-writes.js';
import { ComingReply } from '../following/follow.js';
import { momentNow } from '../following/moment.js';
import type { AgentOrder, AgentReply } from '../ports/agent-order.js';
import { awaitedChange, type FollowLimits, limitsFor } from './awaited-change.js';
import type { Tell } from './change-event.js';
import type { RouteReport } from './change-report.js';
import { changedMeanwhile } from './changed-meanwhile.js';
import { ClusterWatch } from './cluster-watch.js';
import type { Sent } from './conclude-change.js';
import type { Planned } from './conclude-unsent.js';
import { type Followed, type Following, followChange } from './follow-change.js';
import { followRouting } from './follow-routing.js';
import { followToStreaming } from './follow-to-streaming.js';
import type { Prepared } from './prepare-request.js';
import { awaitRoutes, describeRoutes } from './probe-routes.js';
import { waitForAcceptance } from './wait-for-acceptance.js';

/** Sends the request and looks on, while writes are probed. */
export async function followRequest(planned: Planned, prepared: Prepared, tell: Tell): Promise<Sent> {
  const { typed, settled } = planned;
  const { way, cluster, probes } = prepared;
  const routing = followRouting(planned, prepared.cluster, tell);
  const following = beginFollowing(planned, prepared, routing.tell);
  const { awaited, startedAt, limits } = following;
  const begun = { way, startedAt, awaited };
  const replying = sendChange(planned, prepared, limits);
  const coming = new ComingReply(replying, planned.ports.clock);
  try {
    if (settled.schedule !== null || typed.wait === 'none') {
      const accepted = await waitForAcceptance(following, replying, settled.schedule?.iso ?? null);
      return { ...begun, course: { accepted }, reply: coming.reply, downtime: null, routing: null };
    }
    const followed = await followChange(following, replying);
    const standbys = await followToStreaming(following, typed.wait, cluster, followed);
    const routed = await routing.settle(followed, typed.wait !== 'primary');
    const downtime =
      probes === null ? null : await measure(planned, following, followed, probes, routed?.phase ?? null);
    return { ...begun, course: { followed, standbys }, reply: coming.reply, downtime, routing: routed };
  } finally {
    routing.stop();
    await probes?.stop();
  }
}

function beginFollowing(
  { ports, typed, place, settled }: Planned,
  { cluster }: Prepared,
  tell: Tell,
): Following {
  const { clock, interruption, dcs, agents, servers } = ports;
  const watch = new ClusterWatch(dcs, agents, place, servers);
  watch.remember(cluster);
  return {
    clock,
    interruption,
    watch,
    tell,
    awaited: awaitedChange(cluster, settled.request.candidate),
    startedAt: momentNow(clock),
    limits: limitsFor(typed.deadlineMs, cluster),
  };
}

async function measure(
  { typed, routes }: Planned,
  following: Following,
  { progress }: Followed,
  probes: Probes,
  routedPhase: PhaseEntry | null,
): Promise<RouteReport[]> {
  const probed = routes ?? [];
  if (progress.end?.kind === 'leading') {
    await awaitRoutes(following, probes, probed, typed.wait !== 'primary');
  }
  return describeRoutes(
    await probes.stop(),
    probed,
    { phases: progress.phases, routed: routedPhase },
    following.startedAt,
  );
}

/** Sends the request, once. It never rejects: what went wrong is a reply, too. */
async function sendChange(
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
