import { isAcceptingWrites, isLeadingStandbyCluster } from '../../cluster/change-leader/member-phases.js';
import type { AwaitedChange } from '../../cluster/change-leader/progress.js';
import { type Cluster, currentTimeline, type FailoverRequest } from '../../cluster/model/cluster.js';
import { reignsOf } from '../../cluster/standing/reigns.js';
import type { Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { elapsedSince, type Moment, momentNow } from '../following/moment.js';
import { type ClusterReading, type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done } from '../report.js';
import { NOTHING_TYPED } from '../typed-words.js';
import { awaitedChange, limitsFor } from './awaited-change.js';
import type { Tell } from './change-event.js';
import { type ChangeKind, type ChangeReport, NOTHING_SEEN, type Wait } from './change-report.js';
import type { ChangePorts } from './change-request.js';
import { ClusterWatch } from './cluster-watch.js';
import { describeCourse } from './conclude-change.js';
import { followChange } from './follow-change.js';
import { followToStreaming } from './follow-to-streaming.js';
import { judgeFollowed } from './judge-followed.js';
import { unlessInterrupted } from './unless-interrupted.js';

export interface FollowRequest extends ClusterRequest {
  readonly kind: ChangeKind;
  readonly wait: Wait;
  readonly deadlineMs: number | null;
}

/** A request that an agent has just received shows in etcd within this time: the agent asks the candidates first, for 2 s. */
const QUIET_MS = 2500;
const TICK_MS = 200;
const FACTS_MS = 1000;
/** No key of etcd has it: whatever holds the lock has taken it since. */
const NO_REVISION = -1;

type FindPorts = Pick<ChangePorts, 'dcs' | 'agents' | 'servers' | 'clock'>;

interface Found {
  readonly reading: ClusterReading;
  /** Null if nothing is under way. */
  readonly awaited: AwaitedChange | null;
  /** Why that cannot be told for sure. */
  readonly doubt: Problem | null;
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

/** The change of leader that is under way; for a while one that is only about to show. */
async function findRunning(ports: FindPorts, request: ClusterRequest): Promise<Found> {
  const { clock } = ports;
  const until = clock.monotonicMs() + QUIET_MS;
  for (;;) {
    const reading = await readCluster(ports.dcs, request);
    const found = { reading, ...(await lookAt(ports, reading)) };
    if (found.awaited !== null || clock.monotonicMs() > until) return found;
    await clock.sleep(TICK_MS);
  }
}

async function lookAt(ports: FindPorts, reading: ClusterReading): Promise<Omit<Found, 'reading'>> {
  const { cluster } = reading;
  const { leader, failover } = cluster;
  const isDue = failover !== null && isDueAt(failover, ports.clock.now());
  const asItStands = awaitedChange(cluster, isDue ? failover.candidate : null);
  const from = lastLeader(cluster);
  if (leader === null) return { awaited: { ...asItStands, from, leaderRevision: NO_REVISION }, doubt: null };
  if (isDue) {
    return { awaited: { ...asItStands, failoverRevision: cluster.failoverRevision - 1 }, doubt: null };
  }
  const leads = await isLeading(ports, reading, leader.name);
  // It has the lock and does not accept writes yet.
  if (leads === false) {
    return { awaited: { ...asItStands, from, leaderRevision: NO_REVISION, timeline: null }, doubt: null };
  }
  return { awaited: null, doubt: leads === null ? doubtOf(reading, leader.name) : null };
}

/** Of a scheduled request only if its time has come. */
function isDueAt({ scheduledAt }: FailoverRequest, now: Date): boolean {
  return scheduledAt === null || Date.parse(scheduledAt) <= now.getTime();
}

/** Null if neither its agent nor its PostgreSQL answers. */
async function isLeading(
  { agents, servers }: FindPorts,
  { scope, cluster }: ClusterReading,
  name: string,
): Promise<boolean | null> {
  const member = cluster.members.find((each) => each.name === name);
  const answer = await agents.readStatus({ scope, name, apiUrl: member?.apiUrl ?? null });
  const { isStandbyCluster } = awaitedChange(cluster, null);
  if (answer.ok) {
    return isStandbyCluster
      ? isLeadingStandbyCluster(cluster, name, answer.value)
      : isAcceptingWrites(answer.value, null);
  }
  if (isStandbyCluster || member === undefined || member.host === null || member.port === null) return null;
  const { host, port } = member;
  const facts = await servers.readFacts({ host, port }, FACTS_MS);
  return facts.ok ? !facts.facts.inRecovery : null;
}

function doubtOf({ scope, group }: ClusterReading, name: string): Problem {
  const message = `whether ${name} accepts writes is not known: neither its agent nor its PostgreSQL answers`;
  return {
    code: 'agent-unreachable',
    message,
    subject: name,
    next: ctl('list', { scope, group }),
  };
}

/** Who led before the lock was lost or changed hands, as far as anybody knows. */
function lastLeader({ leader, sync, history }: Cluster): string | null {
  const names = [sync?.leader, history.at(-1)?.newLeader];
  return names.find((name) => name != null && name !== leader?.name) ?? null;
}
