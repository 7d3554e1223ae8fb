import { formatBytes } from '../../formats/sizes.js';
import type { CandidateReason } from './candidate.js';
import { type JudgedMember, warns } from './judged-member.js';
import { livePositions } from './live-positions.js';

/** Bytes of WAL replayed in a second, as seen on ordinary disks, where 142 MB took 17 s. */
const REPLAYED_PER_SECOND = 8 * 1024 ** 2;

/** Seconds of replay that are worth a warning. */
const SLOW_SECONDS = 2;

/** The first PostgreSQL whose promotion does not wait for a paused replay. */
const PROMOTES_WHILE_PAUSED = 130_000;

interface ReplayEstimate {
  /** Bytes to replay before it accepts writes. */
  readonly bytes: number;
  /** At 8 MB/s, as seen on ordinary disks (142 MB took 17 s). */
  readonly seconds: number;
}

/** What a candidate must still replay: up to the end of what it has received, or of what a running leader has written; null if unknown. */
export function estimateReplay(judged: JudgedMember): ReplayEstimate | null {
  const { receiveLsn, replayLsn } = livePositions(judged);
  const written = judged.hasLeader ? judged.cluster.status.position : null;
  if (replayLsn === null || (receiveLsn === null && written === null)) return null;
  const bytes = Math.max(0, Math.max(receiveLsn ?? 0, written ?? 0) - replayLsn);
  return { bytes, seconds: Math.round((bytes / REPLAYED_PER_SECOND) * 10) / 10 };
}

export function replayReasons(judged: JudgedMember): CandidateReason[] {
  const reasons: CandidateReason[] = [];
  const estimate = estimateReplay(judged);
  if (estimate !== null && estimate.seconds >= SLOW_SECONDS) {
    const what = `${formatBytes(estimate.bytes)} to replay`;
    const sentence = `${what}: read-only for about ${Math.round(estimate.seconds)} s after it has the lock`;
    reasons.push(warns('slow-replay', sentence));
  }
  if (judged.status?.replayPaused) {
    const version = judged.status.serverVersion ?? PROMOTES_WHILE_PAUSED;
    const effect =
      version >= PROMOTES_WHILE_PAUSED
        ? 'the promotion resumes it'
        : 'the promotion waits until it is resumed';
    reasons.push(warns('replay-paused', `its replay is paused; ${effect}`));
  }
  return reasons;
}
