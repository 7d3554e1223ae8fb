import type { Cluster } from '../../cluster/cluster.js';
import { isPaused, loopWait } from '../../cluster/dynamic-config.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { AgentReply } from '../agent-order.js';
import { type ClusterReading, readCluster } from '../read-cluster.js';
import type { ChosenAgent } from './choose-agent.js';
import { type FollowedPause, followPause } from './follow-pause.js';
import { judgePause } from './judge-pause.js';
import type { PauseReport, TellPause } from './pause-report.js';
import type { PausePorts, PauseVerb, TogglePauseRequest } from './pause-request.js';
import type { PauseReading } from './read-pause.js';

/** A maintenance mode that is to begin or to end, and how the cluster stands before. */
export interface Toggle {
  readonly ports: PausePorts;
  readonly verb: PauseVerb;
  readonly request: TogglePauseRequest;
  readonly reading: ClusterReading;
  readonly tell: TellPause;
}

/** The report of nothing done. */
export function standingReport({ ports, verb, request, reading }: Toggle): PauseReport {
  const { scope, group, cluster, warnings } = reading;
  const wanted = verb === 'pause';
  return {
    outcome: 'done',
    code: null,
    warnings,
    errors: [],
    scope,
    group,
    verb,
    dryRun: request.dryRun,
    at: ports.clock.now().toISOString(),
    wait: request.wait,
    paused: isPaused(cluster.config),
    pause: null,
    request: null,
    members: cluster.members.map(({ name, paused }) => ({ member: name, acknowledged: paused === wanted })),
    elapsedMs: 0,
  };
}

/** Sends the request once and follows it until it is acknowledged; the note is kept as soon as etcd holds it. */
export async function toggle(
  toggled: Toggle,
  { agent, warnings }: ChosenAgent,
  keepNote: (cluster: Cluster) => Promise<PauseReading>,
): Promise<PauseReport> {
  const { ports, verb, request, tell } = toggled;
  const reading = await readUnchanged(toggled);
  ports.interruption.watch();
  const before = standingReport({ ...toggled, reading });
  const awaited = awaitedPause(toggled, reading, agent.name);
  const patch = { pause: verb === 'pause' ? true : null };
  const replying = ports.orders.send(agent, { verb: 'patch-config', patch }, awaited.deadlineMs);
  const noting: Promise<PauseReading>[] = [];
  const onStored = (cluster: Cluster) => noting.push(keepNote(cluster));
  const course = await followPause(ports, awaited, reading, replying, onStored, tell);
  const [noted = { pause: null, warnings: [] }] = await Promise.all(noting);
  const { scope } = reading;
  const verdict = judgePause({ verb, scope, member: agent.name, wait: request.wait }, course);
  return {
    ...before,
    ...verdict,
    warnings: [...before.warnings, ...warnings, ...noted.warnings, ...verdict.warnings],
    paused: isPaused(course.cluster.config),
    pause: noted.pause,
    request: requestReport(agent.name, course.reply),
    members: acknowledgements(awaited, course.progress.laggards),
    elapsedMs: course.elapsedMs,
  };
}

function requestReport(member: string, reply: AgentReply | null): PauseReport['request'] {
  if (reply?.kind !== 'answered') return { member, status: null, text: null };
  const { status, text } = reply;
  // It is the whole configuration, and nobody's secrets belong into a report.
  return { member, status, text: status === 200 ? null : text };
}

export function awaitedPause(
  { verb, request }: Toggle,
  { cluster }: ClusterReading,
  principal: string,
): FollowedPause {
  return {
    paused: verb === 'pause',
    members: cluster.members.map(({ name }) => name),
    principal,
    wait: request.wait,
    deadlineMs: request.deadlineMs ?? 2000 * loopWait(cluster.config) + 10_000,
  };
}

export function acknowledgements(
  { members }: FollowedPause,
  laggards: readonly string[],
): PauseReport['members'] {
  return members.map((member) => ({ member, acknowledged: !laggards.includes(member) }));
}

/** The state that was decided on must still be the state. */
async function readUnchanged({ ports, verb, reading }: Toggle): Promise<ClusterReading> {
  const { scope, group, cluster: before } = reading;
  const now = await readCluster(ports.dcs, { scope, group, command: verb });
  const isSame =
    now.cluster.leader?.revision === before.leader?.revision &&
    now.cluster.config?.revision === before.config?.revision;
  if (isSame) return { ...reading, cluster: now.cluster, revision: now.revision };
  const message = 'the leader or the configuration has changed meanwhile; nothing was written.';
  throw new Failure('conflict', 'state-changed', message, {
    subject: scope,
    next: hint`ctl ${verb} ${scope}`,
  });
}
