import { type Cluster, currentTimeline } from '../../cluster/cluster.js';
import { isAcceptingWrites, isLeadingStandbyCluster } from '../../cluster/leader-change/member-phases.js';
import type { AwaitedChange } from '../../cluster/leader-change/progress.js';
import { reignsOf } from '../../cluster/reigns.js';
import { type ClusterReading, type ClusterRequest, readCluster } from '../read-cluster.js';
import { done } from '../report.js';
import { awaitedChange, limitsFor } from './awaited-change.js';
import type { Tell } from './change-event.js';
import type { ChangeKind, ChangeReport, Wait } from './change-report.js';
import type { ChangePorts } from './change-request.js';
import { ClusterWatch } from './cluster-watch.js';
import { describeCourse } from './conclude-change.js';
import { followChange } from './follow-change.js';
import { followToStreaming } from './follow-to-streaming.js';
import { judgeFollowed } from './verdict.js';

/** A request that an agent has just received shows in etcd within this time: the agent asks the candidates first, for 2 s. */
const QUIET_MS = 2500;
const TICK_MS = 200;

export interface FollowRequest extends ClusterRequest {
  readonly kind: ChangeKind;
  readonly wait: Wait;
  readonly deadlineMs: number | null;
}

type FollowingPorts = Pick<ChangePorts, 'dcs' | 'agents' | 'clock' | 'interruption'>;

/** Looks on at a change of leader that is under way, whoever asked for it. Writes nothing. */
export async function followRunning(
  ports: FollowingPorts,
  request: FollowRequest,
  tell: Tell,
): Promise<ChangeReport> {
  const startedAt = ports.clock.now().getTime();
  ports.interruption.watch();
  const { reading, awaited } = await findRunning(ports, request, startedAt);
  const base = emptyReport(request, reading, startedAt);
  if (awaited === null) return { ...base, ...nothingUnderWay(reading.cluster, request) };
  const { clock, interruption, dcs, agents } = ports;
  const watch = new ClusterWatch(dcs, agents, reading);
  watch.remember(reading.cluster);
  const following = { clock, interruption, watch, tell };
  const limits = limitsFor(request.deadlineMs, reading.cluster);
  const followed = await followChange(following, awaited, startedAt, null, limits);
  const { wait, kind } = request;
  const standbys = await followToStreaming(following, wait, reading.cluster, followed, startedAt, limits);
  const verdict = judgeFollowed({ kind, wait, scope: reading.scope, awaited }, followed, standbys);
  return {
    ...base,
    ...verdict,
    warnings: [...reading.warnings, ...verdict.warnings],
    formerLeader: awaited.from,
    candidate: awaited.candidate,
    ...describeCourse(followed, standbys),
    elapsedMs: clock.now().getTime() - startedAt,
  };
}

interface Found {
  readonly reading: ClusterReading;
  /** Null if nothing is under way. */
  readonly awaited: AwaitedChange | null;
}

async function findRunning(ports: FollowingPorts, request: FollowRequest, startedAt: number): Promise<Found> {
  for (;;) {
    const reading = await readCluster(ports.dcs, request);
    const awaited = await runningChange(ports, reading);
    const isQuiet = ports.clock.now().getTime() - startedAt > QUIET_MS;
    if (awaited !== null || isQuiet || ports.interruption.requested) return { reading, awaited };
    await ports.clock.sleep(TICK_MS);
  }
}

async function runningChange(
  { agents }: FollowingPorts,
  { scope, cluster }: ClusterReading,
): Promise<AwaitedChange | null> {
  const { leader, failover, members } = cluster;
  const asItStands = awaitedChange(cluster, failover?.candidate ?? null);
  if (leader === null) return { ...asItStands, from: lastLeader(cluster) };
  if (failover !== null && failover.scheduledAt === null) {
    return { ...asItStands, failoverRevision: cluster.failoverRevision - 1 };
  }
  const apiUrl = members.find(({ name }) => name === leader.name)?.apiUrl ?? null;
  const answer = await agents.readStatus({ scope, name: leader.name, apiUrl });
  const status = answer.ok ? answer.value : null;
  const leads = asItStands.isStandbyCluster
    ? isLeadingStandbyCluster(cluster, leader.name, status)
    : isAcceptingWrites(status, null);
  if (leads || status === null) return null;
  // It has the lock and does not accept writes yet.
  return { ...asItStands, from: lastLeader(cluster), leaderRevision: 0, timeline: null };
}

/** Who led before the lock was lost or changed hands, as far as anybody knows. */
function lastLeader({ leader, sync, history }: Cluster): string | null {
  const names = [sync?.leader, history.at(-1)?.newLeader];
  return names.find((name) => name != null && name !== leader?.name) ?? null;
}

function nothingUnderWay(cluster: Cluster, { kind }: FollowRequest): Partial<ChangeReport> {
  const last = reignsOf(cluster.history).at(-1) ?? null;
  const scheduledAt = cluster.failover?.scheduledAt ?? null;
  return {
    code: 'nothing-under-way',
    kind,
    newLeader: cluster.leader?.name ?? null,
    timeline: currentTimeline(cluster),
    formerLeader: last?.from ?? null,
    scheduledAt,
  };
}

function emptyReport(
  { kind }: FollowRequest,
  { scope, group, warnings }: ClusterReading,
  startedAt: number,
): ChangeReport {
  return {
    ...done(warnings),
    scope,
    group,
    kind,
    dryRun: false,
    at: new Date(startedAt).toISOString(),
    formerLeader: null,
    candidate: null,
    scheduledAt: null,
    plan: null,
    request: null,
    newLeader: null,
    timeline: null,
    phases: [],
    formerLeaderStreaming: null,
    notStreaming: [],
    downtime: null,
    elapsedMs: 0,
  };
}
