import type { Cluster, HistoryEntry } from '../model/cluster.js';
import { formatLsn, type Lsn } from '../model/lsn.js';
import type { Member } from '../model/member.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { type ClusterLine, clusterLine, type Divergence, type MemberLook } from './divergence.js';

/** One member against the line of the cluster. The one that holds the lock is the line. */
export function judgeDivergence(cluster: Cluster, look: MemberLook, leader: MemberLook | null): Divergence {
  const line = clusterLine(cluster, leader);
  const { name } = look.member;
  if (name === cluster.leader?.name) return told(line, line.timeline, 'sound', 'leads');
  const timeline = timelineOf(look);
  if (timeline === null) return unknown(line, null, 'tells no timeline');
  if (line.timeline === null) return unknown(line, timeline, 'has nobody to be compared with');
  const parted = ownFork(look, line) ?? earlyFork(look, line, timeline);
  if (parted !== null) return diverged(line, timeline, parted.fork, parted.seen);
  if (timeline === line.timeline) return told(line, timeline, 'sound', `is on timeline ${timeline}`);
  if (timeline < line.timeline) return onEarlier(line, timeline, look, leader);
  if (!line.isSettled) return told(line, timeline, 'sound', `is on timeline ${timeline}`);
  const seen = `is on timeline ${timeline}, which the cluster, on timeline ${line.timeline}, has never been on`;
  return diverged(line, timeline, null, seen);
}

/** As far as etcd tells. */
export function divergenceByKeys(cluster: Cluster, member: Member): Divergence {
  const leader = cluster.members.find(({ name }) => name === cluster.leader?.name);
  return judgeDivergence(cluster, byKey(member), leader === undefined ? null : byKey(leader));
}

/** One of those that were asked. */
export function divergenceAmong(
  cluster: Cluster,
  asked: readonly Pick<MemberLook, 'member' | 'status'>[],
  name: string,
): Divergence | null {
  const look = (of: string | undefined): MemberLook | null => {
    const found = asked.find(({ member }) => member.name === of);
    return found === undefined ? null : { member: found.member, status: found.status, facts: null };
  };
  const own = look(name);
  return own === null ? null : judgeDivergence(cluster, own, look(cluster.leader?.name));
}

function byKey(member: Member): MemberLook {
  return { member, status: null, facts: null };
}

/** The last point that both have in common: on which timeline, and where, at the latest. */
interface Fork {
  readonly timeline: number;
  readonly position: Lsn;
}

interface Parted {
  readonly fork: Fork;
  readonly seen: string;
}

/** Its agent's word counts; a key may be from before the change. */
function timelineOf({ member, status }: MemberLook): number | null {
  return status?.timeline || member.timeline || null;
}

/**
 * Its agent tells what it has replayed of (`IDENTIFY_SYSTEM`), its key what it receives (`received_tli`): one that receives the
 * timeline of the cluster follows it, however much it still has to replay.
 */
function followsLine({ member }: MemberLook, line: ClusterLine): boolean {
  return member.timeline !== null && member.timeline === line.timeline && member.replicationState !== null;
}

/** PostgreSQL itself tells where the timeline of the member comes from, and that is not where the cluster's does. */
function ownFork({ facts }: MemberLook, { ended, timeline: current }: ClusterLine): Parted | null {
  const own = facts?.timelineHistory?.ended ?? [];
  for (const { timeline, switchPoint } of own) {
    const entry = ended.find((each) => each.timeline === timeline);
    if (entry !== undefined && entry.switchPoint !== switchPoint) {
      const seen = `left timeline ${timeline} at ${formatLsn(switchPoint)}, and the cluster did at ${formatLsn(entry.switchPoint)}`;
      return { fork: { timeline, position: Math.min(switchPoint, entry.switchPoint) }, seen };
    }
    if (timeline === current) {
      const seen = `left timeline ${timeline}, which the cluster is on, at ${formatLsn(switchPoint)}`;
      return { fork: { timeline, position: switchPoint }, seen };
    }
  }
  return null;
}

/** A timeline of the cluster's number in which it is not yet where the cluster's begins: it must have begun elsewhere. */
function earlyFork(look: MemberLook, { ended }: ClusterLine, timeline: number): Parted | null {
  const parent = ended.findLast((each) => each.timeline < timeline);
  const position = furthest(look);
  if (parent === undefined || position === null || position >= parent.switchPoint) return null;
  const seen = `is at ${formatLsn(position)} of timeline ${timeline}, and the cluster left timeline ${parent.timeline} only at ${formatLsn(parent.switchPoint)}`;
  return { fork: { timeline: parent.timeline, position }, seen };
}

/** The cluster has gone on from that timeline, or has never been on it. */
function onEarlier(
  line: ClusterLine,
  timeline: number,
  look: MemberLook,
  leader: MemberLook | null,
): Divergence {
  if (followsLine(look, line))
    return told(
      line,
      timeline,
      'timeline-behind',
      `replays timeline ${timeline}, and receives ${line.timeline}`,
    );
  const end = line.ended.find((each) => each.timeline === timeline);
  if (end === undefined) return besideTheLine(line, timeline);
  const [certain, possible] = [replayed(look), furthest(look)];
  if (possible === null) return unknown(line, timeline, `is on timeline ${timeline} and tells no position`);
  const where = (position: Lsn): string =>
    `is at ${formatLsn(position)} of timeline ${timeline}, which the cluster left at ${formatLsn(end.switchPoint)}`;
  const fork = { timeline, position: end.switchPoint };
  if (certain !== null && certain > end.switchPoint) return diverged(line, timeline, fork, where(certain));
  if (possible <= end.switchPoint || isFedBy(leader, look))
    return told(line, timeline, 'timeline-behind', where(possible));
  if (receives(look, timeline)) return diverged(line, timeline, fork, where(possible));
  const seen = `${where(certain ?? possible)}, and has received more (${formatLsn(possible)}), nobody tells of which timeline`;
  return unknown(line, timeline, seen);
}

function besideTheLine(line: ClusterLine, timeline: number): Divergence {
  const parent = line.ended.findLast((each) => each.timeline < timeline);
  const isPassed = line.ended.some((each) => each.timeline > timeline);
  if (parent === undefined || !isPassed) {
    const seen = `is on timeline ${timeline} of ${line.timeline}, and the history does not tell where the cluster left that one`;
    return unknown(line, timeline, seen);
  }
  const seen = `is on timeline ${timeline}, which the cluster has never been on`;
  return diverged(line, timeline, forkOf(parent), seen);
}

function forkOf({ timeline, switchPoint }: HistoryEntry): Fork {
  return { timeline, position: switchPoint };
}

/** What it has replayed, or written: that cannot be undone. Before 4.1 a key tells one position only. */
function replayed({ member, status }: MemberLook): Lsn | null {
  if (status === null || !hasPosition(status)) return member.replayPosition ?? member.position;
  return status.position ?? (status.replayPosition || null);
}

function furthest({ member, status }: MemberLook): Lsn | null {
  const of = (look: Pick<typeof member, 'position' | 'receivePosition' | 'replayPosition'>): Lsn | null =>
    Math.max(look.position ?? 0, look.receivePosition ?? 0, look.replayPosition ?? 0) || null;
  return (status === null ? null : of(status)) ?? of(member);
}

function hasPosition({ position, receivePosition, replayPosition }: NonNullable<MemberLook['status']>) {
  return position !== null || receivePosition !== null || replayPosition !== null;
}

/** The leader sends of an ended timeline only what stands before its end: whoever has more from it is on the next one. */
function isFedBy(leader: MemberLook | null, { member: { name } }: MemberLook): boolean {
  const feeds = (each: { readonly name: string; readonly state: string | null }): boolean =>
    each.name === name && each.state === 'streaming';
  return (leader?.status?.replication.some(feeds) || leader?.facts?.walSenders.some(feeds)) ?? false;
}

/** What it receives is of the timeline that it tells; up to 3.0.3 nobody says whether it receives. */
function receives({ member, status }: MemberLook, timeline: number): boolean {
  const version = status?.patroniVersion ?? member.patroniVersion;
  if (!tellsReplicationState(version)) return true;
  return member.timeline === timeline && (status ?? member).replicationState === 'streaming';
}

function told(
  { timeline: clusterTimeline }: ClusterLine,
  timeline: number | null,
  verdict: Divergence['verdict'],
  seen: string,
): Divergence {
  return { verdict, timeline, clusterTimeline, forkPoint: null, lossBytes: null, lostTimelines: [], seen };
}

function unknown(line: ClusterLine, timeline: number | null, seen: string): Divergence {
  return told(line, timeline, 'divergence-unknown', seen);
}

/** Everything after the fork is lost if it leads. */
function diverged(line: ClusterLine, timeline: number, fork: Fork | null, seen: string): Divergence {
  const base = told(line, timeline, 'diverged', seen);
  if (fork === null) return base;
  const after = [
    ...line.ended.map((each) => each.timeline),
    ...(line.timeline === null ? [] : [line.timeline]),
  ];
  return {
    ...base,
    forkPoint: fork.position,
    lossBytes: line.position === null ? null : Math.max(0, line.position - fork.position),
    lostTimelines: after.filter((each) => each > fork.timeline),
  };
}
