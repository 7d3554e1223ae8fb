import type { ChangeEvidence } from '../../cluster/leader-change/change-request.js';
import { planChange } from '../../cluster/leader-change/plan-change.js';
import { Failure } from '../../errors.js';
import { readCluster } from '../read-cluster.js';
import { awaitedChange, limitsFor } from './awaited-change.js';
import type { Tell } from './change-event.js';
import type { ChangeReport } from './change-report.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { ClusterWatch } from './cluster-watch.js';
import { concludeChange, type Sent } from './conclude-change.js';
import { concludeUnsent, type Planned } from './conclude-unsent.js';
import { followChange } from './follow-change.js';
import { followToStreaming } from './follow-to-streaming.js';
import { gatherEvidence } from './gather-evidence.js';
import { planReport } from './plan-report.js';
import { awaitRoutes, describeRoutes, startRoutes } from './probe-routes.js';
import { readPlace } from './read-place.js';
import { type ChangeWay, changedMeanwhile, chooseWay, sendChange } from './send-change.js';
import { confirmChange, isAttended, refusalFailure, settleChange } from './settle-change.js';
import { waitForAcceptance } from './wait-for-acceptance.js';

/** Switchover or failover: looks, asks, refuses or sends one request, and follows it to its proved end. */
export async function changeLeader(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<ChangeReport> {
  await demandAnswers(ports, typed);
  const reading = await readPlace(ports, typed, tell);
  const { scope, cluster } = reading;
  const evidence = gatherEvidence(ports, scope, cluster);
  const settled = await settleChange({ ports, typed, scope, cluster, evidence, tell });
  const gathered = await evidence;
  const { plan, refusal } = planChange(settled.request, gathered);
  const warnings = [...reading.warnings, ...plan.warnings];
  const planned = { ports, typed, reading, settled, planned: planReport(plan, gathered), warnings };
  const { from, candidate } = plan;
  tell({ kind: 'plan', change: typed.kind, scope, from, candidate, plan: planned.planned, warnings });
  if (refusal !== null) return concludeUnsent(planned, refusalFailure(refusal));
  if (typed.dryRun) return concludeUnsent(planned, null);
  const way = await chooseWay(ports, reading, typed, settled.request, gathered);
  const risksCommits = plan.mayLoseCommits && !typed.allowsDataLoss;
  if (isAttended(typed)) await confirmChange(ports, cluster, settled, risksCommits);
  return concludeChange(planned, await act(planned, way, gathered, tell));
}

/** Nobody is asked half of the questions. */
async function demandAnswers({ questions }: ChangePorts, typed: ChangeLeaderRequest): Promise<void> {
  if (!isAttended(typed) || (await questions.canAsk())) return;
  const candidate = typed.candidate ?? (typed.kind === 'failover' ? 'MEMBER' : null);
  const options = `${candidate === null ? '' : `--candidate ${candidate} `}--yes`;
  const message = `nobody can be asked, because standard input is at its end; give ${options}`;
  throw new Failure('usage', 'no-answer', message, {
    subject: '--yes',
    next: `ctl ${typed.kind} ${typed.scope ?? 'CLUSTER'} ${options}`,
  });
}

/** Sends the request and looks on, while writes are probed. */
async function act(
  { ports, typed, reading, settled }: Planned,
  way: ChangeWay,
  evidence: ChangeEvidence,
  tell: Tell,
): Promise<Sent> {
  const { clock, interruption } = ports;
  const isFollowed = settled.schedule === null && typed.wait !== 'none';
  const routes = isFollowed ? typed.routes : null;
  const probes = routes === null ? null : startRoutes(ports, routes, evidence);
  try {
    const [cluster] = await Promise.all([readUnchanged(ports, typed, reading), probes?.ready()]);
    interruption.watch();
    const watch = new ClusterWatch(ports.dcs, ports.agents, reading);
    watch.remember(cluster);
    const following = { clock, interruption, watch, tell };
    const limits = limitsFor(typed.deadlineMs, cluster);
    const awaited = awaitedChange(cluster, settled.request.candidate);
    const startedAt = clock.now().getTime();
    const at = settled.schedule?.iso ?? null;
    const reply = sendChange(ports, reading, way, settled.request, cluster, at, limits);
    if (!isFollowed) {
      const accepted = await waitForAcceptance(following, awaited, startedAt, reply, at);
      return { way, startedAt, awaited, course: { accepted }, downtime: null };
    }
    const followed = await followChange(following, awaited, startedAt, reply, limits);
    const standbys = await followToStreaming(following, typed.wait, cluster, followed, startedAt, limits);
    if (probes !== null) await awaitRoutes(following, probes, routes ?? [], typed.wait !== 'primary');
    const measured = (await probes?.stop()) ?? [];
    const downtime =
      routes === null ? null : describeRoutes(measured, routes, followed.progress.phases, startedAt);
    return { way, startedAt, awaited, course: { followed, standbys }, downtime };
  } finally {
    await probes?.stop();
  }
}

/** The state that was decided on must still be the state. */
async function readUnchanged(
  { dcs }: Pick<ChangePorts, 'dcs'>,
  { kind }: ChangeLeaderRequest,
  { scope, group, cluster: before }: Planned['reading'],
) {
  const { cluster } = await readCluster(dcs, { scope, group, command: kind });
  const isSame =
    cluster.leader?.revision === before.leader?.revision &&
    cluster.failoverRevision === before.failoverRevision &&
    cluster.config?.revision === before.config?.revision;
  if (!isSame) throw changedMeanwhile();
  return cluster;
}
