import type { Cluster } from '../../cluster/cluster.js';
import { encodePauseNote, isNoteOf, type PauseNote } from '../../cluster/pause-note.js';
import { type PauseState, pauseState } from '../../cluster/pause-state.js';
import type { Problem } from '../../errors.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { PausePorts, PauseRequest } from './pause-request.js';
import { PAUSE_NOTE, type PauseReading, readPauseNote } from './read-pause.js';

type NotePorts = Pick<PausePorts, 'notes' | 'operator' | 'clock'>;

/** Writes down who has just paused the cluster and why. What cannot be written costs the note, never the pause. */
export function notePause(
  ports: NotePorts,
  place: ClusterPlace,
  { config }: Cluster,
  { reason, forMs }: Pick<PauseRequest, 'reason' | 'forMs'>,
): Promise<PauseReading> {
  const { name: by, host } = ports.operator;
  const now = ports.clock.now();
  const note = { by, host, since: now.toISOString(), reason, until: untilOf(now, forMs) };
  return keep(ports, place, config, { ...note, configRevision: config?.revision ?? 0 });
}

/** For a cluster that is paused already: a new reason and a new end, and whoever began it stays whoever began it. */
export async function amendNote(
  ports: NotePorts,
  place: ClusterPlace,
  { config }: Cluster,
  { reason, forMs }: Pick<PauseRequest, 'reason' | 'forMs'>,
): Promise<PauseReading> {
  const found = await readPauseNote(ports.notes, place);
  const known = found !== null && !('problem' in found) && isNoteOf(found, config) ? found : null;
  const { name: by, host } = ports.operator;
  const configRevision = config?.revision ?? 0;
  const note = known ?? { by, host, since: null, reason: null, until: null, configRevision };
  const until = untilOf(ports.clock.now(), forMs) ?? note.until;
  return keep(ports, place, config, { ...note, reason: reason ?? note.reason, until });
}

async function keep(
  { notes, clock }: NotePorts,
  place: ClusterPlace,
  config: Cluster['config'],
  note: PauseNote,
): Promise<PauseReading> {
  const problem: Problem | null = await notes.write(place, PAUSE_NOTE, encodePauseNote(note));
  const pause: PauseState | null = pauseState(config, problem === null ? note : null, clock.now());
  return { pause, warnings: problem === null ? [] : [problem] };
}

function untilOf(now: Date, forMs: number | null): string | null {
  return forMs === null ? null : new Date(now.getTime() + forMs).toISOString();
}
