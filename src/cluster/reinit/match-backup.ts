import type { BaseBackup } from '../evidence/server-activity.js';

/** A base backup with the member that sends it. */
export interface SentBackup extends BaseBackup {
  readonly source: string;
}

/** A member that is being copied, and since when. */
export interface Receiver {
  readonly member: string;
  readonly host: string | null;
  /** Seconds since it was asked to. */
  readonly age: number;
}

/** Clocks and samples differ by as much. */
const TOLERANCE = 3;

/**
 * The backup that a member receives: one that has begun since, and whose address is the member's where one has it. Null if several
 * could be it, or if it could be another member's.
 */
export function matchBackup(
  backups: readonly SentBackup[],
  receivers: readonly Receiver[],
  member: string,
): SentBackup | null {
  const mine = receivers.find((each) => each.member === member);
  if (mine === undefined) return null;
  const candidates = candidatesOf(mine, backups);
  const [only] = candidates;
  if (only === undefined || candidates.length > 1) return null;
  const rivals = receivers.filter((each) => each !== mine && candidatesOf(each, backups).includes(only));
  return rivals.length === 0 ? only : null;
}

function candidatesOf({ host, age }: Receiver, backups: readonly SentBackup[]): readonly SentBackup[] {
  const recent = backups.filter((backup) => backup.age <= age + TOLERANCE);
  const own = recent.filter(({ clientAddress }) => clientAddress !== null && clientAddress === host);
  return own.length > 0 ? own : recent;
}
