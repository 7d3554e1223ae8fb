import { describeWholeLoss, tellDivergence } from '../divergence/describe-divergence.js';
import type { Divergence } from '../divergence/divergence.js';
import type { CandidateReason } from './candidate.js';
import { endangers } from './judged-member.js';

/** Patroni takes a member that has left the line of the cluster, and with it everything is lost that came after the fork. */
export function divergenceReason(divergence: Divergence): CandidateReason | null {
  const { verdict, seen } = divergence;
  if (verdict !== 'diverged' && verdict !== 'divergence-unknown') return null;
  const word = verdict === 'diverged' ? 'has diverged' : 'may have diverged';
  return endangers(verdict, `${word}: it ${seen}; ${describeWholeLoss(tellDivergence(divergence))}`);
}
