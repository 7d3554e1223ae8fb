import type { Cluster } from '../../cluster/model/cluster.js';
import type { PauseState } from '../../cluster/pause/pause-state.js';
import type { Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import type { ClusterPlace, Notes } from '../ports/dcs-ports.js';
import type { Clock } from '../ports/ports.js';
import { readPause } from './read-pause.js';

interface Placed {
  /** Citus group; null for an ordinary cluster. */
  readonly group: number | null;
  readonly cluster: Cluster;
}

/** Said once by every command that acts on a paused cluster, of a Citus cluster for each group that is; who paused it and why, too. */
export async function readPauseWarnings(
  ports: { readonly notes: Notes; readonly clock: Clock },
  scope: string,
  placed: readonly Placed[],
): Promise<Problem[]> {
  const groups = new Map(placed.map(({ group, cluster }) => [group, cluster]));
  const warnings = await Promise.all(
    [...groups].map(async ([group, { config }]) => {
      const place = { scope, group };
      const { pause, warnings: problems } = await readPause(ports, place, config);
      return pause === null ? [] : [pauseWarning(place, pause, ports.clock.now()), ...problems];
    }),
  );
  return warnings.flat();
}

/** `demo is paused (maintenance mode) for 12 min by postgres@db1: "kernel update", until 2026-11-22T22:10:00.000Z`. */
export function pauseWarning({ scope, group }: ClusterPlace, pause: PauseState, now: Date): Problem {
  const who = `${scope}${group === null ? '' : ` group ${group}`}`;
  const message = `${who} is paused (maintenance mode)${describePause(pause, now)}`;
  return { code: 'paused', message, subject: scope, next: null };
}

/** Begins with a space if there is anything to tell. */
function describePause(pause: PauseState, now: Date): string {
  const { since, by, host, reason, until, overdue, known } = pause;
  if (by === null) return '';
  const lasts = since === null ? ', noted' : ` for ${elapsed(since, now)}`;
  const why = reason === null ? '' : `: "${reason}"`;
  const late = overdue && until !== null ? `, overdue by ${elapsed(until, now)}` : '';
  const end = until === null ? '' : `, until ${until}${late}`;
  const doubt = known === 'uncertain' ? ' (the configuration has changed since this was noted)' : '';
  return `${lasts} by ${by}@${host}${why}${end}${doubt}`;
}

function elapsed(from: string, now: Date): string {
  return formatDuration(Math.max(0, now.getTime() - Date.parse(from)));
}
