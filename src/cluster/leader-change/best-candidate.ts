import type { Cluster } from '../cluster.js';
import { synchronousMode } from '../dynamic-config.js';
import { compareNames, type Member } from '../member.js';
import { measuredLag } from '../positions.js';
import { isInSyncSet } from '../sync-state.js';
import { failoverExclusion } from '../tags.js';
import type { CandidateVerdict } from './candidate.js';

/** Whom patronictl offers: all but the leader and those whose tags exclude them, by name. */
export function possibleCandidates(cluster: Cluster): string[] {
  return possibleMembers(cluster).map(({ name }) => name);
}

/** The one to suggest by what the DCS says: it runs, is in the sync set and lacks least; null if nobody runs. */
export function likeliestCandidate(cluster: Cluster): string | null {
  const { sync, config } = cluster;
  const isOutside = ({ name }: Member): number =>
    synchronousMode(config) === 'off' || sync === null || isInSyncSet(sync, name) ? 0 : 1;
  const lag = (member: Member): number => measuredLag(cluster, member) ?? Number.MAX_SAFE_INTEGER;
  const running = possibleMembers(cluster).filter(({ state }) => state === 'running');
  return running.sort((a, b) => isOutside(a) - isOutside(b) || lag(a) - lag(b))[0]?.name ?? null;
}

/** The eligible one that endangers nothing, is synchronous, lacks least and is soonest writable. */
export function bestEligible(verdicts: readonly CandidateVerdict[]): string | null {
  const dangers = ({ reasons }: CandidateVerdict): number =>
    reasons.filter(({ severity }) => severity === 'endangers').length;
  const synchronous = ({ sync }: CandidateVerdict): number => (sync === null ? 1 : 0);
  const lag = (verdict: CandidateVerdict): number => verdict.lag ?? Number.MAX_SAFE_INTEGER;
  const replay = (verdict: CandidateVerdict): number => verdict.replaySeconds ?? Number.MAX_SAFE_INTEGER;
  const [best] = verdicts
    .filter(({ eligible }) => eligible)
    .sort(
      (a, b) =>
        dangers(a) - dangers(b) ||
        synchronous(a) - synchronous(b) ||
        lag(a) - lag(b) ||
        replay(a) - replay(b),
    );
  return best?.member ?? null;
}

function possibleMembers({ leader, members }: Cluster): Member[] {
  return members
    .filter((member) => member.name !== leader?.name && failoverExclusion(member.tags) === null)
    .sort(compareNames);
}
