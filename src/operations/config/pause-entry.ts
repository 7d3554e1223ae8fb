import type { KeptEntry } from '../../cluster/config/journal-entry.js';
import { readPauseNote } from '../pause/read-pause.js';
import type { ClusterPlace, Notes } from '../ports/dcs-ports.js';

/** Who began the maintenance mode, as an entry of the journal: an agent has written it, on behalf of whoever left the note. */
export async function readPauseEntry(notes: Notes, place: ClusterPlace): Promise<KeptEntry[]> {
  const note = await readPauseNote(notes, place);
  if (note === null || 'problem' in note || note.since === null) return [];
  const { configRevision: revision, by: who, host, since: at, reason } = note;
  const changes = [{ path: ['pause'], before: undefined, after: true, isCut: false }];
  return [{ revision, who, host, at, reason, command: 'pause', changes, omitted: 0 }];
}
