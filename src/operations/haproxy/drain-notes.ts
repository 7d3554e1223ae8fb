import {
  type DrainNote,
  decodeDrainNotes,
  encodeDrainNotes,
  isSameServer,
} from '../../cluster/haproxy/drain-note.js';
import type { Problem } from '../../errors.js';
import type { ClusterPlace, Notes } from '../ports/dcs-ports.js';

const NOTE = 'haproxy';

/** What `ctl` has taken out of the HAProxies of a cluster; a missing permission is a problem to warn of. */
export async function readDrainNotes(
  notes: Notes,
  place: ClusterPlace,
): Promise<{ readonly drained: readonly DrainNote[]; readonly problem: Problem | null }> {
  const found = await notes.read(place, NOTE);
  if (found === null) return { drained: [], problem: null };
  if ('problem' in found) return { drained: [], problem: found.problem };
  return { drained: decodeDrainNotes(found.text), problem: null };
}

/** Before a server is taken out. Null if it is written down. */
export async function noteDrained(
  notes: Notes,
  place: ClusterPlace,
  drained: readonly DrainNote[],
): Promise<Problem | null> {
  const known = await readDrainNotes(notes, place);
  if (known.problem !== null) return known.problem;
  const others = known.drained.filter((each) => !drained.some((other) => isSameServer(each, other)));
  return notes.write(place, NOTE, encodeDrainNotes([...others, ...drained]));
}

/** After a server is back. */
export async function forgetDrained(
  notes: Notes,
  place: ClusterPlace,
  back: readonly Pick<DrainNote, 'balancer' | 'pool' | 'server'>[],
): Promise<Problem | null> {
  const known = await readDrainNotes(notes, place);
  if (known.problem !== null) return known.problem;
  const left = known.drained.filter((each) => !back.some((other) => isSameServer(each, other)));
  if (left.length === known.drained.length) return null;
  return left.length === 0 ? notes.remove(place, NOTE) : notes.write(place, NOTE, encodeDrainNotes(left));
}
