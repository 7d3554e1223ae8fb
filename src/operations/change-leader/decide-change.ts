import type {
  ChangeEvidence,
  ChangeKind,
  ChangePlan,
  Refusal,
} from '../../cluster/change-leader/change-request.js';
import { planChange } from '../../cluster/change-leader/plan-change.js';
import {
  refuseSilentLeader,
  refuseWithoutWrites,
  warnOfSilentLeader,
} from '../../cluster/change-leader/what-cannot-work.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import { Failure, type Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { Tell } from './change-event.js';
import type { ChangeLeaderRequest, ChangePorts, ProbedRoute } from './change-request.js';
import { refusalFailure } from './changed-meanwhile.js';
import { type ChangeWay, chooseWay } from './choose-way.js';
import type { Planned } from './conclude-unsent.js';
import { confirmChange, demandDataLoss } from './confirm-change.js';
import { demandAnswers, isAttended } from './demand-answers.js';
import { gatherEvidence } from './gather-evidence.js';
import { planReport } from './plan-report.js';
import { proveWay } from './prove-lease.js';
import { readPlace } from './read-place.js';
import { type SettledChange, settleChange } from './settle-change.js';

/** Asked while the members are. */
const ETCD_MS = 1200;

/** What was decided; without a way nothing is sent: a failure says why, and none means that it was a dry run. */
type Decided =
  | { readonly planned: Planned; readonly way: ChangeWay }
  | { readonly planned: Planned; readonly way: null; readonly failure: Failure | null };

/** Looks, asks, plans, and lets the operator confirm. Writes nothing. */
export async function decideChange(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<Decided> {
  await demandAnswers(ports, typed);
  const reading = await readPlace(ports, typed, tell);
  const planned = await drawPlan(ports, typed, reading, tell);
  try {
    const way = await confirmPlan(planned, tell);
    return typed.dryRun ? { planned, way: null, failure: null } : { planned, way };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { planned, way: null, failure: thrown };
  }
}

async function drawPlan(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  reading: ClusterReading,
  tell: Tell,
): Promise<Planned> {
  const { scope, group, cluster } = reading;
  const place = { scope, group };
  const health = ports.etcdHealth.read(ETCD_MS);
  const gathering = gatherEvidence(ports, scope, cluster);
  // It may fail while a question waits for its answer.
  gathering.catch(() => {});
  health.catch(() => {});
  const settled = await settleChange({ ports, typed, place, cluster, evidence: gathering, tell });
  const evidence = await gathering;
  const { alarms } = await health;
  const { plan, ...planned } = planChange(settled.request, evidence);
  const refusal =
    refuseWithoutWrites(typed.kind, place, alarms) ??
    refuseLeader(place, settled, evidence) ??
    planned.refusal;
  const routes = routesToProbe(typed, settled, cluster);
  const warnings = [...reading.warnings, ...changeWarnings(plan, evidence, typed.kind, routes)];
  const report = planReport(typed.kind, plan, evidence);
  const { from, candidate } = plan;
  tell({ kind: 'plan', change: typed.kind, ...place, from, candidate, plan: report, warnings });
  return { ports, typed, place, reading, settled, evidence, plan, refusal, report, routes, warnings };
}

/** At the time of a schedule its server may answer again. */
function refuseLeader(
  place: ClusterPlace,
  { request, schedule }: SettledChange,
  evidence: ChangeEvidence,
): Refusal | null {
  return request.kind === 'switchover' && schedule === null ? refuseSilentLeader(place, evidence) : null;
}

/** The way that the request will take; everything that keeps it from being sent is thrown. */
async function confirmPlan(planned: Planned, tell: Tell): Promise<ChangeWay> {
  const { ports, typed, place, settled, reading, plan, refusal } = planned;
  if (refusal !== null) throw refusalFailure(refusal);
  demandDataLoss(plan, settled, place, typed.typed);
  const way = chooseWay(planned);
  if (typed.dryRun) await proveWay(planned, tell);
  if (isAttended(typed)) await confirmChange(ports, reading.cluster, settled, plan, typed);
  return way;
}

/** Null if nothing is to be probed: nobody waits for the end, or nobody writes to a standby cluster. */
function routesToProbe(
  { routes, wait }: ChangeLeaderRequest,
  { schedule }: SettledChange,
  { config }: Cluster,
): readonly ProbedRoute[] | null {
  return schedule !== null || wait === 'none' || isStandbyCluster(config) ? null : routes;
}

/** What concerns the whole change, by the rules and by how it is going to be measured. */
function changeWarnings(
  { warnings }: ChangePlan,
  evidence: ChangeEvidence,
  kind: ChangeKind,
  routes: readonly ProbedRoute[] | null,
): Problem[] {
  const silent = kind === 'failover' ? warnOfSilentLeader(evidence) : null;
  return [
    ...warnings,
    ...(silent === null ? [] : [silent]),
    ...(routes === null ? [] : probeInSlots(evidence)),
  ];
}

/** Whoever decodes the WAL of the leader gets the messages of the probe. */
function probeInSlots({ cluster, members }: ChangeEvidence): Problem[] {
  const leader = members.find(({ member }) => member.name === cluster.leader?.name);
  const names = (leader?.facts?.logicalSlots ?? []).filter(({ active }) => active).map(({ name }) => name);
  if (names.length === 0) return [];
  const slots = `logical ${names.length === 1 ? 'slot' : 'slots'} ${names.join(', ')}`;
  const message = `the write probe shows in ${slots} as messages with the prefix ctl`;
  return [
    { code: 'probe-in-logical-slots', message, subject: leader?.member.name ?? null, next: hint`--no-probe` },
  ];
}
