import { type Cluster, currentTimeline } from '../../cluster/model/cluster.js';
import { reignsOf } from '../../cluster/standing/reigns.js';
import { elapsedSince, type Moment, momentNow } from '../following/moment.js';
import type { ClusterReading, ClusterRequest } from '../reading/read-cluster.js';
import { done } from '../report.js';
import { NOTHING_TYPED } from '../typed-words.js';
import { limitsFor } from './awaited-change.js';
import type { Tell } from './change-event.js';
import { type ChangeKind, type ChangeReport, NOTHING_SEEN, type Wait } from './change-report.js';
import type { ChangePorts } from './change-request.js';
import { ClusterWatch } from './cluster-watch.js';
import { describeCourse } from './conclude-change.js';
import { type FindPorts, findRunning } from './find-running.js';
import { followChange } from './follow-change.js';
import { followToStreaming } from './follow-to-streaming.js';
import { judgeFollowed } from './judge-followed.js';
import { unlessInterrupted } from './unless-interrupted.js';

export interface FollowRequest extends ClusterRequest {
  readonly kind: ChangeKind;
  readonly wait: Wait;
  readonly deadlineMs: number | null;
}

/** Looks on at a change of leader that is under way, whoever asked for it. Writes nothing. */
export async function followRunning(
  ports: FindPorts & Pick<ChangePorts, 'interruption'>,
  request: FollowRequest,
  tell: Tell,
): Promise<ChangeReport> {
  const { clock, interruption } = ports;
  const { wait, kind } = request;
  const startedAt = momentNow(clock);
  interruption.watch();
  const { reading, awaited, doubt } = await unlessInterrupted(interruption, findRunning(ports, request));
  const { scope, group, cluster } = reading;
  const base = emptyReport(request, reading, startedAt);
  if (awaited === null) {
    const warnings = [...reading.warnings, ...(doubt === null ? [] : [doubt])];
    const elapsedMs = elapsedSince(clock, startedAt);
    return { ...base, ...nothingUnderWay(cluster), warnings, elapsedMs };
  }
  const place = { scope, group };
  const limits = limitsFor(request.deadlineMs, cluster);
  const watch = new ClusterWatch(ports.dcs, ports.agents, place, ports.servers);
  watch.remember(cluster);
  const following = { clock, interruption, watch, tell, awaited, startedAt, limits };
  const followed = await followChange(following, null);
  const standbys = await followToStreaming(following, wait, cluster, followed);
  const { candidate } = awaited;
  const asked = { ...place, kind, candidate, scheduled: null, typed: NOTHING_TYPED };
  const subject = { asked, wait, awaited, told: null, otherWays: null };
  const verdict = judgeFollowed(subject, followed, standbys);
  return {
    ...base,
    ...verdict,
    warnings: [...reading.warnings, ...verdict.warnings],
    formerLeader: awaited.from,
    candidate,
    ...describeCourse(followed, standbys, null),
    elapsedMs: elapsedSince(clock, startedAt),
  };
}

function nothingUnderWay(cluster: Cluster): Partial<ChangeReport> {
  const last = reignsOf(cluster.history).at(-1) ?? null;
  return {
    code: 'nothing-under-way',
    newLeader: cluster.leader?.name ?? null,
    timeline: currentTimeline(cluster),
    formerLeader: last?.from ?? null,
    scheduledAt: cluster.failover?.scheduledAt ?? null,
  };
}

function emptyReport(
  { kind }: FollowRequest,
  { scope, group, warnings }: ClusterReading,
  startedAt: Moment,
): ChangeReport {
  return {
    ...done(warnings),
    scope,
    group,
    kind,
    dryRun: false,
    at: startedAt.at.toISOString(),
    formerLeader: null,
    candidate: null,
    scheduledAt: null,
    plan: null,
    ...NOTHING_SEEN,
  };
}
