import { type Downtime, downtimeOf, type WriteAttempt } from '../../cluster/downtime/downtime.js';
import { addAttempt, NOTHING_WRITTEN, STUCK_MS } from '../../cluster/downtime/write-course.js';
import { LIMIT_MS, limitFor } from './probe-pace.js';

/** Attempts kept on either side of a change. */
const EDGE = 10;
const MAX_KEPT = 1000;

/** What became of the attempts of one route, in bounded space. */
export class ProbeRecord {
  private course = NOTHING_WRITTEN;
  private readonly kept: WriteAttempt[] = [];
  /** Of the same outcome at the end of the list. */
  private alike = 0;

  /** The attempts around each change from good to failed and back; of what is the same for long, the middle is forgotten. */
  get edges(): readonly WriteAttempt[] {
    return this.kept;
  }

  get lastGoodMs(): number | null {
    return this.course.lastGood?.endedMs ?? null;
  }

  get downtime(): Downtime {
    return downtimeOf(this.course);
  }

  /** How long a write may run before others are tried beside it. */
  get patienceMs(): number {
    const { lastGood } = this.course;
    const usualMs = lastGood === null ? 0 : lastGood.endedMs - lastGood.startedMs;
    return Math.min(LIMIT_MS / 2, Math.max(STUCK_MS, 3 * usualMs));
  }

  /** How long the next attempt may take. */
  get limitMs(): number {
    return limitFor(this.course.lastGood === null ? null : this.course.slowestMs);
  }

  /** A write that takes longer has met a server that could not write. */
  get stuckMs(): number {
    return Math.max(STUCK_MS, this.course.slowestMs);
  }

  add(attempt: WriteAttempt): void {
    this.course = addAttempt(this.course, attempt);
    this.alike = this.kept.at(-1)?.written === attempt.written ? this.alike + 1 : 1;
    this.kept.push(attempt);
    if (this.alike > 2 * EDGE) {
      this.kept.splice(this.kept.length - 1 - EDGE, 1);
      this.alike -= 1;
    }
    if (this.kept.length > MAX_KEPT) this.kept.shift();
  }
}
