import { formatBytes } from '../../formats/sizes.js';
import { formatLsn } from '../model/lsn.js';
import type { Divergence } from './divergence.js';

type Lost = Pick<DivergenceTold, 'lostTimelines' | 'forkLsn' | 'lossBytes'>;

/** The same in a document: positions as PostgreSQL writes them. */
export interface DivergenceTold extends Pick<Divergence, 'verdict' | 'lossBytes' | 'lostTimelines'> {
  /** Where it left the line of the cluster, at the latest; null unless it has diverged, and if nobody tells. */
  readonly forkLsn: string | null;
}

export function tellDivergence({ verdict, forkPoint, lossBytes, lostTimelines }: Divergence): DivergenceTold {
  return { verdict, forkLsn: forkPoint === null ? null : formatLsn(forkPoint), lossBytes, lostTimelines };
}

/** `has diverged`, in words that follow a name; null for one that has not. */
export function divergedWords({ verdict }: Pick<Divergence, 'verdict'>): string | null {
  if (verdict === 'diverged') return 'has diverged';
  return verdict === 'divergence-unknown' ? 'may have diverged' : null;
}

/** What would be gone if it led: `all of timeline 6 would be lost`. */
export function describeLoss({ lostTimelines, forkLsn }: Lost): string {
  const [first, second] = lostTimelines;
  if (first === undefined && forkLsn !== null) return `everything after ${forkLsn} would be lost`;
  if (first === undefined) return 'how much would be lost is unknown';
  const numbers = `${lostTimelines.slice(0, -1).join(', ')} and ${lostTimelines.at(-1)}`;
  return second === undefined
    ? `all of timeline ${first} would be lost`
    : `all of timelines ${numbers} would be lost`;
}

/** The same with its figure, for those who have the room: `…, at least 8.4 kB`. */
export function describeWholeLoss(lost: Lost): string {
  const { lossBytes } = lost;
  const figure = lossBytes === null ? '' : ` (at least ${formatBytes(lossBytes)})`;
  return `${describeLoss(lost)}${figure}`;
}

/** `pg3 has diverged and may win: all of timeline 6 would be lost`. */
export function describeDivergedWinner(told: DivergenceTold & { readonly member: string }): string {
  return `${told.member} ${divergedWords(told) ?? 'is sound'} and may win: ${describeLoss(told)}`;
}
