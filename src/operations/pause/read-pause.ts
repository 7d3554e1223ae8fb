import { type DynamicConfig, isPaused } from '../../cluster/model/dynamic-config.js';
import { decodePauseNote, type PauseNote } from '../../cluster/pause/pause-note.js';
import { type PauseState, pauseState } from '../../cluster/pause/pause-state.js';
import type { Problem } from '../../errors.js';
import type { ClusterPlace, Notes } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';

/** The name of the note. */
export const PAUSE_NOTE = 'pause';

export interface PauseReading {
  /** Null while the cluster is not paused. */
  readonly pause: PauseState | null;
  /** Why the note could not be read. */
  readonly warnings: readonly Problem[];
}

/** Who paused a cluster and why. Only a paused one costs a look at the notes. */
export async function readPause(
  { notes, clock }: { readonly notes: Notes; readonly clock: Clock },
  place: ClusterPlace,
  config: DynamicConfig | null,
): Promise<PauseReading> {
  if (!isPaused(config)) return { pause: null, warnings: [] };
  const note = await readPauseNote(notes, place);
  const isRead = note === null || !('problem' in note);
  return {
    pause: pauseState(config, isRead ? note : 'not-read', clock.now()),
    warnings: isRead ? [] : [note.problem],
  };
}

/** Null if there is none that can be understood. */
export async function readPauseNote(
  notes: Notes,
  place: ClusterPlace,
): Promise<PauseNote | null | { readonly problem: Problem }> {
  const note = await notes.read(place, PAUSE_NOTE);
  return note === null || 'problem' in note ? note : decodePauseNote(note.text);
}
