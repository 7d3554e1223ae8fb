import { type Cluster, currentTimeline, type Initialization } from '../../cluster/model/cluster.js';
import { isPaused } from '../../cluster/model/dynamic-config.js';
import { formatLsn } from '../../cluster/model/lsn.js';
import type { Member, PendingRestartReason, ScheduledRestart } from '../../cluster/model/member.js';
import { measuredLag, positionsOf } from '../../cluster/model/positions.js';
import { type DisplayedRole, displayedRole, displayedState } from '../../cluster/model/role.js';
import { type ScheduleObstacle, scheduleObstacle } from '../../cluster/model/scheduled-switchover.js';
import type { Tags } from '../../cluster/model/tags.js';
import { type PauseState, unreadPause } from '../../cluster/pause/pause-state.js';
import { leaderRace, type RaceVerdict } from '../../cluster/standing/leader-race.js';
import {
  describeStanding,
  type HealthVerdict,
  hasReplayBacklog,
  isLagging,
} from '../../cluster/standing/standing.js';
import type { Problem } from '../../errors.js';
import { formatInstant } from '../../formats/instants.js';
import { readPause } from '../pause/read-pause.js';
import type { Dcs, Notes, ScopeReading } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';
import { type ClusterSelection, selectClusters } from '../reading/select-clusters.js';
import { noCluster, unknownScope } from '../reading/unknown-scope.js';
import { done, type Report } from '../report.js';

export interface ListRequest {
  readonly scopes: readonly string[];
  readonly group: number | null;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  /** The command, for hints. */
  readonly command: string;
}

/** What a list needs from the world; the notes only of a cluster that is paused. */
export interface ListPorts {
  readonly dcs: Dcs;
  readonly notes: Notes;
  readonly clock: Clock;
}

export interface ListReport extends Report {
  /** ISO 8601; when etcd was asked. */
  readonly at: string;
  /** One entry for each cluster, for each group of a Citus cluster; null if etcd could not be read. */
  readonly clusters: readonly ClusterReport[] | null;
}

export interface ClusterReport {
  readonly scope: string;
  readonly namespace: string;
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly initialization: Initialization['state'];
  readonly systemIdentifier: string | null;
  readonly leader: string | null;
  readonly timeline: number | null;
  readonly leaderLsn: string | null;
  readonly paused: boolean;
  /** Who paused it and why, as far as that is noted; null while it is not paused. */
  readonly pause: PauseState | null;
  readonly scheduledSwitchover: ScheduledSwitchover | null;
  /** Who may take over; null while there is a leader. */
  readonly leaderRace: readonly RaceVerdict[] | null;
  readonly lastKnownLeader: string | null;
  readonly verdict: HealthVerdict;
  readonly summary: string;
  readonly revision: number;
  readonly consistency: ScopeReading['consistency'];
  readonly members: readonly MemberReport[];
}

interface ScheduledSwitchover {
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Why it will not happen, as far as etcd tells; null if nothing is against it. */
  readonly obstacle: ScheduleObstacle | null;
}

export interface MemberReport {
  readonly name: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly apiUrl: string | null;
  readonly role: DisplayedRole;
  /** As the member published it. */
  readonly rawRole: string | null;
  readonly state: string;
  readonly rawState: string | null;
  readonly timeline: number | null;
  readonly receiveLsn: string | null;
  readonly receiveLag: number | null;
  readonly replayLsn: string | null;
  readonly replayLag: number | null;
  /** What Patroni measures: the larger of received and replayed. */
  readonly lag: number | null;
  /** Further behind than a failover would allow. */
  readonly lagging: boolean;
  /** Much is received that is not replayed: safe, but slow to take over. */
  readonly replayBacklog: boolean;
  readonly pendingRestart: boolean;
  readonly pendingRestartReasons: readonly PendingRestartReason[];
  readonly scheduledRestart: ScheduledRestart | null;
  /** Null if the member publishes none. */
  readonly tags: Tags | null;
  readonly patroniVersion: string | null;
  readonly source: 'dcs';
  /** Seconds; null because etcd stores no times: figures are as old as the last cycle of the agents. */
  readonly age: null;
}

/** The members of one or several clusters as etcd holds them. */
export async function listMembers(ports: ListPorts, request: ListRequest): Promise<ListReport> {
  const { dcs, clock } = ports;
  if (request.scopes.length === 0) throw noCluster(request);
  const at = clock.now().toISOString();
  const scopes = [...new Set(request.scopes)];
  const readings = await Promise.all(
    scopes.map(async (scope) => ({ scope, reading: await dcs.readScope(scope) })),
  );
  const missing = readings.find(({ reading }) => reading.formation === null);
  if (missing !== undefined) throw await unknownScope(dcs, missing.scope, request);
  const described = await Promise.all(
    readings.map(({ scope, reading }) => describeScope(ports, scope, reading, request)),
  );
  const warnings = [
    ...described.flatMap((each) => each.warnings),
    ...readings.flatMap(({ scope, reading }) => staleness(reading, scope)),
  ];
  return { ...done(warnings), at, clusters: described.flatMap(({ clusters }) => clusters) };
}

/** The clusters of one scope: usually one, of a Citus cluster its groups. */
export interface DescribedScope {
  readonly clusters: readonly ClusterReport[];
  readonly warnings: readonly Problem[];
}

export async function describeScope(
  ports: ListPorts,
  scope: string,
  reading: ScopeReading,
  selection: ClusterSelection,
): Promise<DescribedScope> {
  const { formation, revision, consistency } = reading;
  const selected = formation === null ? [] : selectClusters(scope, formation, selection);
  const described = await Promise.all(
    selected.map(async ({ group, cluster }) => {
      const { pause, warnings } = await readPause(ports, { scope, group }, cluster.config);
      const place = { scope, namespace: ports.dcs.namespace, group };
      const standing = describeCluster(cluster, ports.clock.now(), pause);
      const verdict = verdictAsRead(standing.verdict, consistency);
      return { cluster: { ...place, ...standing, verdict, revision, consistency }, warnings };
    }),
  );
  return {
    clusters: described.map(({ cluster }) => cluster),
    warnings: [...reading.warnings, ...described.flatMap(({ warnings }) => warnings)],
  };
}

type DescribedCluster = Omit<ClusterReport, 'scope' | 'namespace' | 'group' | 'revision' | 'consistency'>;

/** What `list` tells of one cluster; without a look at the notes only that it is paused. */
export function describeCluster(
  cluster: Cluster,
  now: Date,
  pause: PauseState | null = unreadPause(cluster.config),
): DescribedCluster {
  const { initialization, leader, status } = cluster;
  const standing = describeStanding(cluster);
  return {
    initialization: initialization.state,
    systemIdentifier: initialization.state === 'initialized' ? initialization.systemIdentifier : null,
    leader: leader?.name ?? null,
    timeline: currentTimeline(cluster),
    leaderLsn: lsnText(status.position),
    paused: isPaused(cluster.config),
    pause,
    scheduledSwitchover: scheduledSwitchover(cluster, now.getTime()),
    leaderRace: leader === null ? leaderRace(cluster) : null,
    lastKnownLeader: leader?.name ?? cluster.sync?.leader ?? cluster.history.at(-1)?.newLeader ?? null,
    verdict: standing.verdict,
    summary: standing.sentence,
    members: cluster.members.map((member) => describeMember(cluster, member)),
  };
}

function describeMember(cluster: Cluster, member: Member): MemberReport {
  const role = displayedRole(cluster, member.name);
  const positions = positionsOf(cluster, member);
  const isLeader = member.name === cluster.leader?.name;
  return {
    name: member.name,
    host: member.host,
    port: member.port,
    apiUrl: member.apiUrl,
    role,
    rawRole: member.role,
    state: displayedState(member, role),
    rawState: member.state,
    timeline: member.timeline,
    receiveLsn: lsnText(positions.receiveLsn),
    receiveLag: positions.receiveLag,
    replayLsn: lsnText(positions.replayLsn),
    replayLag: positions.replayLag,
    lag: isLeader ? null : measuredLag(cluster, member),
    lagging: isLagging(cluster, member),
    replayBacklog: hasReplayBacklog(cluster, member),
    pendingRestart: member.pendingRestart,
    pendingRestartReasons: member.pendingRestartReasons,
    scheduledRestart: member.scheduledRestart,
    tags: member.hasTags ? member.tags : null,
    patroniVersion: member.patroniVersion,
    source: 'dcs',
    age: null,
  };
}

function scheduledSwitchover(cluster: Cluster, now: number): ScheduledSwitchover | null {
  const { failover } = cluster;
  if (failover?.scheduledAt === null || failover?.scheduledAt === undefined) return null;
  const { leader: from, candidate: to } = failover;
  return { at: formatInstant(failover.scheduledAt), from, to, obstacle: scheduleObstacle(cluster, now) };
}

function lsnText(lsn: number | null): string | null {
  return lsn === null ? null : formatLsn(lsn);
}

/** What one etcd member remembers may be long past, so that nobody is judged by it. */
export function verdictAsRead(
  verdict: HealthVerdict,
  consistency: ScopeReading['consistency'],
): HealthVerdict {
  return consistency === 'linearizable' ? verdict : 'unknown';
}

/** Of one scope, or of all that was read. */
export function staleness(
  { consistency, revision }: Pick<ScopeReading, 'consistency' | 'revision'>,
  scope: string | null,
): Problem[] {
  if (consistency === 'linearizable') return [];
  const of = scope === null ? '' : `${scope}: `;
  const message = `${of}this is what one etcd member last knew (revision ${revision}); it may be out of date`;
  return [{ code: 'stale-read', message, subject: scope, next: null }];
}
