import { isPaused, isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import type { Problem } from '../../errors.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { amendNote, notePause, withdrawNote } from './keep-note.js';
import { leaveAsItIs } from './leave-as-it-is.js';
import type { PauseReport, TellPause } from './pause-report.js';
import type { PausePorts, PauseRequest } from './pause-request.js';
import { readPause } from './read-pause.js';
import { standingReport, type Toggle, toggle } from './toggle-pause.js';
import { WillingAgents } from './willing-agents.js';

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
