import { isDiverged } from '../divergence/divergence.js';
import { integerOf } from '../model/value.js';
import { possibleWinners, type Racer } from '../standing/possible-winners.js';
import type { CandidateVerdict } from './candidate.js';
import type { ChangeEvidence } from './change-request.js';
import { judgedMember, statusOf } from './judged-member.js';
import { comparedPosition } from './live-positions.js';
import { streams } from './standby-rules.js';

/** Of the eligible those that have left the line of the leader and can be first in the race of a switchover to anybody. */
export function divergedWinners(
  evidence: ChangeEvidence,
  verdicts: readonly CandidateVerdict[],
): readonly CandidateVerdict[] {
  const racers = verdicts.filter(({ eligible }) => eligible).flatMap((verdict) => racerOf(evidence, verdict));
  const winners = possibleWinners(racers, writtenBy(evidence));
  return verdicts.filter((verdict) =>
    winners.some(({ member, hasDiverged }) => hasDiverged && member === verdict.member),
  );
}

function racerOf(evidence: ChangeEvidence, { member, lag, divergence }: CandidateVerdict): Racer[] {
  const found = evidence.members.find((each) => each.member.name === member);
  if (found === undefined) return [];
  const status = statusOf(found);
  return [
    {
      member,
      position: status === null ? null : (status.position ?? comparedPosition(status)),
      lag,
      streams: streams(judgedMember('switchover', evidence, found)),
      priority: integerOf(found.member.tags.failover_priority) ?? 1,
      hasDiverged: isDiverged(divergence),
    },
  ];
}

function writtenBy({ cluster, members }: ChangeEvidence): number | null {
  const leader = members.find(({ member }) => member.name === cluster.leader?.name);
  return (leader === undefined ? null : statusOf(leader)?.position) ?? cluster.status.position;
}
