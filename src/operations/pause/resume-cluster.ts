import type { Cluster } from '../../cluster/model/cluster.js';
import { isPaused } from '../../cluster/model/dynamic-config.js';
import type { PauseState } from '../../cluster/pause/pause-state.js';
import type { ResumeEvidence } from '../../cluster/pause/resume-evidence.js';
import { harmsOf, planResume, type ResumePlan } from '../../cluster/pause/resume-plan.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { readCluster } from '../reading/read-cluster.js';
import { leaveAsItIs } from './leave-as-it-is.js';
import type { ResumeReport, TellPause } from './pause-report.js';
import { type PausePorts, pauseCommand, type ResumeRequest } from './pause-request.js';
import { PAUSE_NOTE, readPause } from './read-pause.js';
import { standingReport, type Toggle, toggle } from './toggle-pause.js';
import { WillingAgents } from './willing-agents.js';

/** Ends the maintenance mode; tells beforehand what that does to each member, and asks if it harms one. */
export async function resumeCluster(
  ports: PausePorts,
  request: ResumeRequest,
  tell: TellPause,
): Promise<ResumeReport> {
  const reading = await readCluster(ports.dcs, request);
  const toggled: Toggle = { ports, verb: 'resume', request, reading, tell };
  const { scope, cluster } = reading;
  if (!isPaused(cluster.config)) return { ...(await leaveAsItIs(toggled)), plan: null };
  const [{ pause, warnings }, evidence] = await Promise.all([
    readPause(ports, reading, cluster.config),
    askMembers(ports, scope, cluster),
  ]);
  const now = ports.clock.now();
  const plan = planResume(evidence, now);
  tell({ kind: 'plan', scope, pause, plan, at: now.toISOString() });
  const agents = new WillingAgents(ports.agents, { verb: 'resume', place: reading, cluster, typed: request });
  const first = await agents.first();
  const known = { ...toggled, reading: { ...reading, warnings: [...reading.warnings, ...warnings] } };
  if (request.dryRun) {
    const before = standingReport(known);
    return { ...before, warnings: [...before.warnings, ...agents.passedOver], pause, plan };
  }
  await confirmHarm(ports, reading, plan, request);
  const report = await toggle(known, first, agents, {
    stored: async () => {
      const problem = await ports.notes.remove(reading, PAUSE_NOTE);
      return { pause: null, warnings: problem === null || !isNoted(pause) ? [] : [problem] };
    },
    turnedBack: async () => ({ pause: null, warnings: [] }),
  });
  return { ...report, pause, plan };
}

function isNoted(pause: PauseState | null): boolean {
  return pause?.by !== null;
}

async function askMembers({ agents }: PausePorts, scope: string, cluster: Cluster): Promise<ResumeEvidence> {
  const members = await Promise.all(
    cluster.members.map(async (member) => {
      const answer = await agents.readStatus({ scope, name: member.name, apiUrl: member.apiUrl });
      return { member, status: answer.ok ? answer.value : null };
    }),
  );
  return { cluster, members };
}

/** patronictl asks nothing here, so only what harms somebody is asked about. */
async function confirmHarm(
  { questions }: PausePorts,
  place: ClusterPlace,
  plan: ResumePlan,
  request: ResumeRequest,
): Promise<void> {
  const { scope } = place;
  const harms = harmsOf(plan);
  if (request.unattended || harms.length === 0) return;
  if (!(await questions.canAsk())) {
    const message = `the resume may harm members, and nobody can be asked, because standard input is at its end; give --yes. ${harms.join('; ')}`;
    const next = pauseCommand('resume', request, place, { yes: true });
    throw new Failure('usage', 'no-answer', message, { subject: '--yes', next });
  }
  const isSure = await questions.confirm(`Are you sure you want to resume cluster ${scope}?`, '--yes');
  if (!isSure) throw new Failure('cancelled', 'cancelled', 'Aborted resume');
}
