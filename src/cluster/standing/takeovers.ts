import type { MemberEvidence } from '../change-leader/candidate.js';
import { divergenceOf, judgedMember, statusOf } from '../change-leader/judged-member.js';
import { comparedPosition } from '../change-leader/live-positions.js';
import { estimateReplay } from '../change-leader/replay-estimate.js';
import { streams } from '../change-leader/standby-rules.js';
import { type Divergence, isDiverged } from '../divergence/divergence.js';
import type { Evidence } from '../evidence/evidence.js';
import { changeEvidenceOf } from '../findings/change-evidence.js';
import type { Cluster } from '../model/cluster.js';
import type { Lsn } from '../model/lsn.js';
import type { Member } from '../model/member.js';
import { integerOf } from '../model/value.js';
import { leaderRace } from './leader-race.js';
import {
  failsafeObstacle,
  type Obstacle,
  outrunObstacle,
  quorumObstacle,
  raceObstacle,
} from './obstacles.js';
import type { Racer } from './possible-winners.js';

/** How a member would fare in the race that begins when the lock is free, as it looks from here. */
export interface Takeover extends Racer {
  /** Null if nothing is known that keeps it out. */
  readonly obstacle: Obstacle | null;
  readonly divergence: Divergence;
  /** How long it would replay before it accepts writes, estimated; null if unknown. */
  readonly replaySeconds: number | null;
}

/** All members but the leader, by name; empty unless etcd tells how the cluster is now. */
export function takeovers(evidence: Evidence): Takeover[] {
  const change = changeEvidenceOf(evidence);
  if (change === null) return [];
  const { cluster } = change;
  const rivals = change.members.filter(({ member }) => member.name !== cluster.leader?.name);
  const without = leaderless(cluster, rivals, lastWritten(evidence));
  const race = leaderRace(without);
  const judged = rivals.map((rival): Takeover => {
    const { name } = rival.member;
    const verdict = race.find(({ member }) => member === name);
    const judgedRival = judgedMember('failover', change, rival);
    const divergence = divergenceOf(judgedRival);
    const obstacle =
      raceObstacle(evidence, change.cluster, rival, verdict ?? null) ??
      failsafeObstacle(cluster, name) ??
      quorumObstacle(cluster, rivals, name);
    return {
      member: name,
      obstacle,
      position: without.members.find((member) => member.name === name)?.position ?? null,
      lag: verdict?.lag ?? null,
      streams: streams(judgedRival),
      priority: integerOf(rival.member.tags.failover_priority) ?? 1,
      hasDiverged: isDiverged(divergence),
      divergence,
      replaySeconds: estimateReplay(judgedRival)?.seconds ?? null,
    };
  });
  return judged.map((each) => ({ ...each, obstacle: each.obstacle ?? outrunObstacle(each, judged) }));
}

/** Where the leader is at this moment by its own word, at least where etcd last saw it. */
export function lastWritten(evidence: Evidence): Lsn | null {
  const change = changeEvidenceOf(evidence);
  if (change === null) return null;
  const { cluster, members } = change;
  const leader = members.find(({ member }) => member.name === cluster.leader?.name);
  const written = leader === undefined ? null : (statusOf(leader)?.position ?? null);
  const known = cluster.status.position;
  return written === null ? known : Math.max(written, known ?? 0);
}

/** The cluster as it will be when the leader is gone: the others as they say they are at this moment. */
function leaderless(cluster: Cluster, rivals: readonly MemberEvidence[], position: Lsn | null): Cluster {
  return {
    ...cluster,
    leader: null,
    status: { ...cluster.status, position },
    members: rivals.map((rival) => asTheySay(rival)),
  };
}

function asTheySay(rival: MemberEvidence): Member {
  const status = statusOf(rival);
  if (status === null) return rival.member;
  return {
    ...rival.member,
    state: status.state,
    role: status.role,
    timeline: status.timeline ?? rival.member.timeline,
    position: status.position ?? comparedPosition(status) ?? rival.member.position,
    tags: { ...status.tags, ...rival.member.tags },
  };
}
