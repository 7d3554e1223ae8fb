import { changeEvidenceOf } from '../checks/change-evidence.js';
import type { Cluster } from '../cluster.js';
import type { Evidence } from '../evidence.js';
import type { MemberEvidence } from '../leader-change/candidate.js';
import { judgedMember, statusOf } from '../leader-change/judged-member.js';
import { comparedPosition } from '../leader-change/live-positions.js';
import { estimateReplay } from '../leader-change/replay-estimate.js';
import { streams } from '../leader-change/standby-rules.js';
import { leaderRace } from '../leader-race.js';
import type { Member } from '../member.js';
import { integerOf } from '../value.js';
import { failsafeObstacle, type Obstacle, quorumObstacle, raceObstacle } from './obstacles.js';

/** How a member would fare in the race that begins when the lock is free, as it looks from here. */
export interface Takeover {
  readonly member: string;
  /** Null if nothing is known that keeps it out. */
  readonly obstacle: Obstacle | null;
  /** Bytes behind the last known position of the leader; at least so much would be lost. Null if unknown. */
  readonly lag: number | null;
  /** Null if nobody says, as before 3.0.4. */
  readonly streams: boolean | null;
  readonly priority: number;
  /** How long it would replay before it accepts writes, estimated; null if unknown. */
  readonly replaySeconds: number | null;
}

/** All members but the leader, by name; empty unless etcd tells how the cluster is now. */
export function takeovers(evidence: Evidence): Takeover[] {
  const change = changeEvidenceOf(evidence);
  if (change === null) return [];
  const { cluster } = change;
  const rivals = change.members.filter(({ member }) => member.name !== cluster.leader?.name);
  const leader = change.members.find(({ member }) => member.name === cluster.leader?.name);
  const written = leader === undefined ? null : (statusOf(leader)?.position ?? null);
  const race = leaderRace(leaderless(cluster, rivals, written));
  return rivals.map((rival) => {
    const { name } = rival.member;
    const verdict = race.find(({ member }) => member === name);
    const judged = judgedMember('failover', change, rival);
    const obstacle =
      raceObstacle(evidence, change.cluster, rival, verdict ?? null) ??
      failsafeObstacle(cluster, name) ??
      quorumObstacle(cluster, rivals, name);
    return {
      member: name,
      obstacle,
      lag: verdict?.lag ?? null,
      streams: streams(judged),
      priority: integerOf(rival.member.tags.failover_priority) ?? 1,
      replaySeconds: estimateReplay(judged)?.seconds ?? null,
    };
  });
}

/** The cluster as it will be when the leader is gone: the others as they say they are at this moment. */
function leaderless(cluster: Cluster, rivals: readonly MemberEvidence[], written: number | null): Cluster {
  const known = cluster.status.position;
  const position = written === null ? known : Math.max(written, known ?? 0);
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
