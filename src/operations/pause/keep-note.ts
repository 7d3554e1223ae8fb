import type { Cluster } from '../../cluster/model/cluster.js';
import { encodePauseNote, isNoteOf, type PauseNote } from '../../cluster/pause/pause-note.js';
import { type PauseState, pauseState } from '../../cluster/pause/pause-state.js';
import type { Problem } from '../../errors.js';
import { patchAnswer } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { PausePorts, PauseRequest } from './pause-request.js';
import { PAUSE_NOTE, type PauseReading, readPauseNote } from './read-pause.js';

type NotePorts = Pick<PausePorts, 'notes' | 'operator' | 'clock'>;

/**
 * Writes down who has just paused the cluster and why. If the agent would not do it, somebody else has begun it; whoever has written that
 * down stays whoever began it. What cannot be written costs the note, never the pause.
 */
export async function notePause(
  ports: NotePorts,
  place: ClusterPlace,
  { config }: Cluster,
  { reason, forMs }: Pick<PauseRequest, 'reason' | 'forMs'>,
  reply: AgentReply | null,
): Promise<PauseReading> {
  const { name: by, host } = ports.operator;
  const now = ports.clock.now();
  const found = await readNoteOf(ports, place, config);
  const isOwn = !['unsent', 'refused', 'unstored'].includes(patchAnswer(reply));
  const own = { by, host, since: isOwn ? now.toISOString() : null, configRevision: config?.revision ?? 0 };
  const begun = found === null || (found.since === null && isOwn) ? own : found;
  const until = untilOf(now, forMs) ?? found?.until ?? null;
  return keep(ports, place, config, { ...begun, reason: reason ?? found?.reason ?? null, until });
}

/** Takes the note away that was written for a configuration which somebody else has undone. */
export async function withdrawNote(
  { notes }: Pick<NotePorts, 'notes'>,
  place: ClusterPlace,
  revision: number,
): Promise<PauseReading> {
  const found = await readPauseNote(notes, place);
  const isStale = found !== null && !('problem' in found) && found.configRevision === revision;
  const problem = isStale ? await notes.remove(place, PAUSE_NOTE) : null;
  return { pause: null, warnings: problem === null ? [] : [problem] };
}

/** For a cluster that is paused already: a new reason and a new end, and whoever began it stays whoever began it. */
export async function amendNote(
  ports: NotePorts,
  place: ClusterPlace,
  { config }: Cluster,
  { reason, forMs }: Pick<PauseRequest, 'reason' | 'forMs'>,
): Promise<PauseReading> {
  const known = await readNoteOf(ports, place, config);
  const { name: by, host } = ports.operator;
  const configRevision = config?.revision ?? 0;
  const note = known ?? { by, host, since: null, reason: null, until: null, configRevision };
  const until = untilOf(ports.clock.now(), forMs) ?? note.until;
  return keep(ports, place, config, { ...note, reason: reason ?? note.reason, until });
}

/** The note of this very maintenance mode; null if there is none, or nobody can read it. */
async function readNoteOf(
  { notes }: Pick<NotePorts, 'notes'>,
  place: ClusterPlace,
  config: Cluster['config'],
): Promise<PauseNote | null> {
  const found = await readPauseNote(notes, place);
  return found !== null && !('problem' in found) && isNoteOf(found, config) ? found : null;
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
