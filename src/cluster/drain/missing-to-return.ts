import { isStreamingFrom } from '../change-leader/member-phases.js';
import { type Cluster, currentTimeline, isSyncStandby } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';
import { failoverExclusion, type Tags } from '../model/tags.js';
import { isTrue } from '../model/value.js';
import { carriedTags, type DrainTag, isSyncExcluded } from './drain-tags.js';
import { type Missing, notRegistered, syncSetMissing } from './missing.js';
import { tagNames } from './missing-to-drain.js';
import { ableToBeSynchronous, syncDemand, upstreamOf } from './sync-demand.js';

/** A member that is to come back. */
interface Returning {
  readonly name: string;
  /** Tags that it always has. */
  readonly keep: readonly DrainTag[];
  /** Others who could be synchronous when it began to come back. */
  readonly others: number;
}

export type Statuses = ReadonlyMap<string, MemberStatus | null>;

export function returning(cluster: Cluster, name: string, keep: readonly DrainTag[]): Returning {
  return { name, keep, others: ableToBeSynchronous(cluster).filter((each) => each.name !== name).length };
}

/** Its tags that were set for the drain. */
export function tagsLeft({ tags }: Pick<Member, 'tags'>, keep: readonly DrainTag[]): DrainTag[] {
  return carriedTags(tags).filter((tag) => !keep.includes(tag));
}

/** What keeps a member from being back, as the DCS and the agents tell it. */
export function missingToReturn(cluster: Cluster, subject: Returning, statuses: Statuses): Missing[] {
  const { name, keep } = subject;
  const member = cluster.members.find((each) => each.name === name);
  if (member === undefined) return [notRegistered(name)];
  const left = tagsLeft(member, keep);
  const tags: Missing[] =
    left.length === 0
      ? []
      : [{ step: 'tags', code: 'tags-left', message: `${name} still has the ${tagNames(left)}`, tags: left }];
  return [...tags, ...streamingMissing(cluster, member, statuses), ...syncMissing(cluster, member, subject)];
}

function streamingMissing(cluster: Cluster, member: Member, statuses: Statuses): Missing[] {
  const { name } = member;
  if (cluster.leader?.name === name) return [];
  const status = statuses.get(name) ?? null;
  const leader = cluster.leader === null ? null : (statuses.get(cluster.leader.name) ?? null);
  const isBack = neverStreams(member)
    ? status?.state === 'running' && status.role !== 'primary'
    : isStreamingFrom(leader, name, status, currentTimeline(cluster));
  if (isBack) return [];
  return [{ step: 'streaming', code: 'not-streaming', message: describeStatus(name, status), tags: [] }];
}

/** It gets its WAL from the archive only (since 3.3). */
function neverStreams({ tags }: Pick<Member, 'tags'>): boolean {
  return isTrue(tags.nostream);
}

function describeStatus(name: string, status: MemberStatus | null): string {
  if (status === null) return `the agent of ${name} does not answer`;
  if (status.state !== 'running') return `${name} is ${status.state}`;
  if (status.role === 'primary') return `${name} says it is primary, without the lock`;
  return `${name} runs and does not stream on the timeline of the leader`;
}

/** The set is whole again; with a quorum everybody who can has a vote. */
function syncMissing(cluster: Cluster, member: Member, { keep, others }: Returning): Missing[] {
  const demand = syncDemand(cluster);
  if (demand === null) return [];
  const tags = tagsAfterwards(member, keep);
  const isAble =
    cluster.leader?.name !== member.name &&
    !isSyncExcluded(tags, member.patroniVersion) &&
    !neverStreams(member) &&
    upstreamOf(cluster, member.name) === cluster.leader?.name;
  const votes = demand.mode === 'quorum' && isAble && failoverExclusion(tags) === null;
  if (votes && !isSyncStandby(cluster.sync, member.name)) {
    const message = `${member.name} is not in the sync set yet`;
    return [{ step: 'voting', code: 'not-in-sync-set', message, tags: [] }];
  }
  const wanted = Math.min(demand.count, others + (isAble ? 1 : 0));
  return syncSetMissing(cluster.sync?.standbys ?? [], wanted);
}

/** Without those that were set for the drain. */
function tagsAfterwards(member: Member, keep: readonly DrainTag[]): Tags {
  const left: readonly string[] = tagsLeft(member, keep);
  return Object.fromEntries(Object.entries(member.tags).filter(([tag]) => !left.includes(tag)));
}
