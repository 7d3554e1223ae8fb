import type { Cluster } from '../../cluster/model/cluster.js';
import { isPaused, isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import { encodePauseNote, isNoteOf, type PauseNote } from '../../cluster/pause/pause-note.js';
import { type PauseState, pauseState } from '../../cluster/pause/pause-state.js';
import type { Problem } from '../../errors.js';
import { patchAnswer } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { leaveAsItIs } from './leave-as-it-is.js';
import type { PauseReport, TellPause } from './pause-report.js';
import type { PausePorts, PauseRequest } from './pause-request.js';
import { PAUSE_NOTE, type PauseReading, readPause, readPauseNote } from './read-pause.js';
import { standingReport, type Toggle, toggle } from './toggle-pause.js';
import { WillingAgents } from './willing-agents.js';

type NotePorts = Pick<PausePorts, 'notes' | 'operator' | 'clock'>;

/** Puts a cluster into maintenance mode, and writes down who did it and why. */
export async function pauseCluster(
  ports: PausePorts,
  request: PauseRequest,
  tell: TellPause,
): Promise<PauseReport> {
  const reading = withStandbyWarning(await readCluster(ports.dcs, request));
  const toggled: Toggle = { ports, verb: 'pause', request, reading, tell };
  const { cluster } = reading;
  if (isPaused(cluster.config)) return stayPaused(toggled, request);
  const agents = new WillingAgents(ports.agents, { verb: 'pause', place: reading, cluster, typed: request });
  const first = await agents.first();
  if (request.dryRun) {
    const before = standingReport(toggled);
    return { ...before, warnings: [...before.warnings, ...agents.passedOver] };
  }
  return toggle(toggled, first, agents, {
    stored: (now, reply) => notePause(ports, reading, now, request, reply),
    turnedBack: (revision) => withdrawNote(ports, reading, revision),
  });
}

/** Only a reason or an end that was given changes anything. */
async function stayPaused(toggled: Toggle, request: PauseRequest): Promise<PauseReport> {
  const { ports, reading } = toggled;
  const amends = !request.dryRun && (request.reason !== null || request.forMs !== null);
  const { pause, warnings } = amends
    ? await amendNote(ports, reading, reading.cluster, request)
    : await readPause(ports, reading, reading.cluster.config);
  const report = await leaveAsItIs(toggled);
  return { ...report, pause, warnings: [...report.warnings, ...warnings] };
}

function withStandbyWarning(reading: ClusterReading): ClusterReading {
  const { scope, cluster, warnings } = reading;
  if (!isStandbyCluster(cluster.config)) return reading;
  const message = `${scope} is a standby cluster: while it is paused, switchover, promote-cluster and demote-cluster are refused`;
  const warning: Problem = { code: 'paused-standby-cluster', message, subject: scope, next: null };
  return { ...reading, warnings: [...warnings, warning] };
}

/**
 * Writes down who has just paused the cluster and why. If the agent would not do it, somebody else has begun it; whoever has written that
 * down stays whoever began it. What cannot be written costs the note, never the pause.
 */
async function notePause(
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
async function withdrawNote(
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
async function amendNote(
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
