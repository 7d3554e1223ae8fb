import { type DynamicConfig, isPaused } from '../model/dynamic-config.js';
import { isNoteOf, isOverdue, type PauseNote } from './pause-note.js';

/**
 * `uncertain`: there is a note, but the configuration has changed since, so that it may be about an earlier maintenance mode.
 * `not-noted`: it did not begin by `ctl`. `not-read`: the notes were not asked for or may not be read.
 */
type PauseKnowledge = 'noted' | 'uncertain' | 'not-noted' | 'not-read';

/** What is known of a maintenance mode that lasts. */
export interface PauseState {
  /** ISO 8601. */
  readonly since: string | null;
  readonly by: string | null;
  readonly host: string | null;
  readonly reason: string | null;
  /** ISO 8601. */
  readonly until: string | null;
  readonly overdue: boolean;
  readonly known: PauseKnowledge;
}

/** Null while the cluster is not paused. */
export function pauseState(
  config: DynamicConfig | null,
  note: PauseNote | null | 'not-read',
  now: Date,
): PauseState | null {
  if (!isPaused(config)) return null;
  if (note === null || note === 'not-read') return { ...NOTHING, known: note ?? 'not-noted' };
  const { by, host, since, reason, until } = note;
  const known = isNoteOf(note, config) ? 'noted' : 'uncertain';
  return { since, by, host, reason, until, overdue: isOverdue(note, now), known };
}

/** The same where nobody has asked for the note. */
export function unreadPause(config: DynamicConfig | null): PauseState | null {
  return isPaused(config) ? { ...NOTHING, known: 'not-read' } : null;
}

const NOTHING = { since: null, by: null, host: null, reason: null, until: null, overdue: false } as const;
