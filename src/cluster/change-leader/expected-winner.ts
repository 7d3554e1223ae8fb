import { describeDivergedWinner } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { integerOf } from '../model/value.js';
import type { CandidateVerdict, MemberEvidence } from './candidate.js';
import type { ChangeEvidence, ChangeRequest } from './change-request.js';
import { divergedWinners } from './diverged-winners.js';
import { judgedMember, statusOf } from './judged-member.js';
import { comparedPosition } from './live-positions.js';
import { streams } from './standby-rules.js';

/** Who is going to win as it looks from here, and why; no winner where several are equal or nobody is eligible. */
interface ExpectedWinner {
  readonly winner: string | null;
  readonly why: string | null;
}

const NOBODY: ExpectedWinner = { winner: null, why: null };

interface Racer {
  readonly name: string;
  /** Infinite if it will have everything by the time the leader has stopped. */
  readonly position: number;
  readonly lag: number | null;
  readonly priority: number;
}

/**
 * The race after the leader has stepped down (ha.py, _is_healthiest_node): the furthest wins, among equals the highest
 * failover_priority. A leader that stops waits for those that stream, so that they end up equal.
 */
export function expectedWinner(
  { kind, candidate }: Pick<ChangeRequest, 'kind' | 'candidate'>,
  evidence: ChangeEvidence,
  verdicts: readonly CandidateVerdict[],
): ExpectedWinner {
  const eligible = verdicts.filter((verdict) => verdict.eligible);
  if (candidate !== null) {
    const isEligible = eligible.some(({ member }) => member === candidate);
    return isEligible
      ? { winner: candidate, why: `${candidate} is named, and nothing keeps it out` }
      : NOBODY;
  }
  if (kind === 'failover') return NOBODY;
  const [lost, ...others] = divergedWinners(evidence, verdicts);
  if (lost !== undefined) {
    const why = describeDivergedWinner({ member: lost.member, ...lost.divergence });
    return { winner: null, why: [why, ...others.map(({ member }) => member)].join('; so may ') };
  }
  const sound = eligible.filter(({ divergence }) => !isDiverged(divergence));
  const racers = sound.flatMap((verdict) => racerOf(verdict, evidence));
  const [only, second] = racers;
  if (only === undefined) return NOBODY;
  if (second === undefined) return { winner: only.name, why: `${only.name} is the only eligible candidate` };
  return race(racers, evidence.cluster.leader?.name ?? 'the leader');
}

function race(racers: readonly Racer[], leader: string): ExpectedWinner {
  const furthest = Math.max(...racers.map(({ position }) => position));
  const ahead = racers.filter(({ position }) => position === furthest);
  const priority = Math.max(...ahead.map((racer) => racer.priority));
  const best = ahead.filter((racer) => racer.priority === priority);
  const [first, second] = best;
  if (first === undefined) return NOBODY;
  const { name } = first;
  if (second !== undefined) return { winner: null, why: `${either(best)}: ${describeEqual(best, leader)}` };
  if (ahead.length > 1) {
    const why = `${name} has the highest failover_priority (${priority}) of those who are furthest`;
    return { winner: name, why };
  }
  const isStreaming = furthest === Number.POSITIVE_INFINITY;
  return { winner: name, why: isStreaming ? `only ${name} streams` : `${name} has received the most` };
}

function racerOf({ member, lag }: CandidateVerdict, evidence: ChangeEvidence): Racer[] {
  const found = evidence.members.find((each) => each.member.name === member);
  if (found === undefined) return [];
  const isStreaming = streams(judgedMember('switchover', evidence, found)) !== false;
  return [
    {
      name: member,
      position: isStreaming ? Number.POSITIVE_INFINITY : livePosition(found),
      lag,
      priority: integerOf(found.member.tags.failover_priority) ?? 1,
    },
  ];
}

function livePosition(evidence: MemberEvidence): number {
  const status = statusOf(evidence);
  return status === null ? 0 : (comparedPosition(status) ?? 0);
}

function describeEqual(best: readonly Racer[], leader: string): string {
  const all = best.length === 2 ? 'both' : 'all';
  if (best.every(({ lag }) => lag === 0)) return `${all} have everything`;
  const isStreaming = best.every(({ position }) => position === Number.POSITIVE_INFINITY);
  return isStreaming ? `${all} will have everything once ${leader} has stopped` : `${all} are equally far`;
}

function either(racers: readonly Racer[]): string {
  const names = racers.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
