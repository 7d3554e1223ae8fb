import type { Lsn } from '../model/lsn.js';

/** One of those who may race for the lock, and nothing keeps it out. */
export interface Racer {
  readonly member: string;
  /** Where it is, by the larger of received and replayed; null if unknown. */
  readonly position: Lsn | null;
  /** Bytes behind the last known position of the leader; null if unknown. */
  readonly lag: number | null;
  /** Null if nobody says, as before 3.0.4. */
  readonly streams: boolean | null;
  readonly priority: number;
  readonly hasDiverged: boolean;
}

/**
 * Everybody who can be first. Patroni compares positions, whatever timelines they are of (ha.py, _is_healthiest_node): one that has
 * diverged wins unless another one is ahead of it.
 */
export function possibleWinners<T extends Racer>(racers: readonly T[], end: Lsn | null): readonly T[] {
  const sound = racers.filter(({ hasDiverged }) => !hasDiverged);
  const others = racers.filter(({ hasDiverged }) => hasDiverged);
  const soundNow = furthest(sound);
  const othersNow = furthest(others);
  return [
    ...soundWinners(sound).filter((racer) => highest(racer, end) >= othersNow),
    ...others.filter((racer) => highest(racer, end) >= Math.max(soundNow, othersNow)),
  ].toSorted((a, b) => racers.indexOf(a) - racers.indexOf(b));
}

/** Those that stream have the same in the end, the furthest of the others comes after them; priority decides among equals. */
function soundWinners<T extends Racer>(sound: readonly T[]): readonly T[] {
  const distance = ({ streams, lag }: T): number => (streams === false ? (lag ?? Infinity) : 0);
  const least = Math.min(...sound.map(distance));
  const first = sound.filter((each) => distance(each) === least);
  const priority = Math.max(...first.map((each) => each.priority));
  return first.filter((each) => each.priority === priority);
}

function furthest(racers: readonly Racer[]): number {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...racers.map(({ position }) => position ?? Number.NEGATIVE_INFINITY),
  );
}

/** How far it may be by then: what streams comes to the end of the leader, and if it has diverged, nobody knows how far. */
function highest({ position, streams, hasDiverged }: Racer, end: Lsn | null): number {
  if (position === null) return Number.POSITIVE_INFINITY;
  if (streams === false) return position;
  return hasDiverged || end === null ? Number.POSITIVE_INFINITY : Math.max(position, end);
}
