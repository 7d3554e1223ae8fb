import { describeLoss, divergedWords } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { divergenceByKeys } from '../divergence/judge-divergence.js';
import { type Cluster, isInSyncSet } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { compareNames, type Member } from '../model/member.js';
import { measuredLag } from '../model/positions.js';
import { failoverExclusion } from '../model/tags.js';
import type { CandidateVerdict } from './candidate.js';

/** Whom patronictl offers: all but the leader and those whose tags exclude them, by name. */
export function possibleCandidates(cluster: Cluster): string[] {
  return possibleMembers(cluster).map(({ name }) => name);
}

/** The one to suggest by what the DCS says: it runs, has not diverged, is in the sync set and lacks least; null if there is none. */
export function likeliestCandidate(cluster: Cluster): string | null {
  const { sync, config } = cluster;
  const isOutside = ({ name }: Member): number =>
    synchronousMode(config) === 'off' || sync === null || isInSyncSet(sync, name) ? 0 : 1;
  const lag = (member: Member): number => measuredLag(cluster, member) ?? Number.MAX_SAFE_INTEGER;
  const running = possibleMembers(cluster).filter(
    (member) => member.state === 'running' && !isDiverged(divergenceByKeys(cluster, member)),
  );
  return running.sort((a, b) => isOutside(a) - isOutside(b) || lag(a) - lag(b))[0]?.name ?? null;
}

/** The eligible one that endangers nothing, is synchronous, lacks least and is soonest writable. Never one that has diverged. */
export function bestEligible(verdicts: readonly CandidateVerdict[]): string | null {
  const dangers = ({ reasons }: CandidateVerdict): number =>
    reasons.filter(({ severity }) => severity === 'endangers').length;
  const synchronous = ({ sync }: CandidateVerdict): number => (sync === null ? 1 : 0);
  const lag = (verdict: CandidateVerdict): number => verdict.lag ?? Number.MAX_SAFE_INTEGER;
  const replay = (verdict: CandidateVerdict): number => verdict.replaySeconds ?? Number.MAX_SAFE_INTEGER;
  const [best] = verdicts
    .filter(({ eligible, divergence }) => eligible && !isDiverged(divergence))
    .toSorted(
      (a, b) =>
        dangers(a) - dangers(b) ||
        synchronous(a) - synchronous(b) ||
        lag(a) - lag(b) ||
        replay(a) - replay(b),
    );
  return best?.member ?? null;
}

/** Those that would be eligible if they had not diverged, the one with the least loss first. */
export function divergedCandidates(verdicts: readonly CandidateVerdict[]): readonly CandidateVerdict[] {
  const loss = ({ divergence }: CandidateVerdict): number => divergence.lossBytes ?? Number.MAX_SAFE_INTEGER;
  return verdicts
    .filter(({ eligible, divergence }) => eligible && isDiverged(divergence))
    .toSorted((a, b) => loss(a) - loss(b));
}

/** `; pg3 has diverged: all of timeline 6 would be lost` for each of them, behind a sentence that says that nobody else can. */
export function describeDiverged(verdicts: readonly CandidateVerdict[]): string {
  return divergedCandidates(verdicts)
    .map(({ member, divergence }) => `; ${member} ${divergedWords(divergence)}: ${describeLoss(divergence)}`)
    .join('');
}

function possibleMembers({ leader, members }: Cluster): Member[] {
  return members
    .filter((member) => member.name !== leader?.name && failoverExclusion(member.tags) === null)
    .sort(compareNames);
}
