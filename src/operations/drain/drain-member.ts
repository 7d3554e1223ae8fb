import { carriedTags, lackingTags } from '../../cluster/drain/drain-tags.js';
import { missingToDrain } from '../../cluster/drain/missing-to-drain.js';
import { type DrainPlan, planDrain } from '../../cluster/drain/plan-drain.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { Failure, type Problem } from '../../errors.js';
import { changeLeader } from '../change-leader/change-leader.js';
import type { ChangeReport } from '../change-leader/change-report.js';
import { gatherEvidence } from '../change-leader/gather-evidence.js';
import { unattendedSwitchover } from '../change-leader/unattended-switchover.js';
import { elapsedSince, momentNow } from '../following/moment.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { again } from '../typed-words.js';
import { concludeDrain, missingReports } from './conclude-drain.js';
import { leaveBalancers } from './drain-balancers.js';
import type { DrainFinding, DrainReport, SwitchoverSummary, TellDrain } from './drain-report.js';
import { DEADLINE_MS, type DrainPorts, type DrainRequest } from './drain-request.js';
import type { FoundMember } from './find-member.js';
import { followMissing } from './follow-missing.js';
import { DONE, judgeDrain, verdictOf } from './judge-drain.js';

/** Looks whether the rest does without the member, and waits until what the operator sets has arrived. */
export async function drainMember(
  ports: DrainPorts,
  request: DrainRequest,
  found: FoundMember,
  noted: readonly Problem[],
  tell: TellDrain,
): Promise<DrainReport> {
  const { name, reading } = found;
  const { cluster } = reading;
  const { dryRun, switchover, allowsStop, allowsDataLoss } = request;
  const begun = momentNow(ports.clock);
  const at = begun.at.toISOString();
  const evidence = await gatherEvidence(ports, reading.scope, cluster);
  const asked = {
    scope: reading.scope,
    group: reading.group,
    member: name,
    switchover,
    allowsStop,
    allowsDataLoss,
  };
  const plan = planDrain(asked, evidence);
  const finding = findingOf(found, plan);
  const warnings = [...reading.warnings, ...noted, ...plan.warnings];
  const look = (seen: Cluster) => missingToDrain(seen, name, plan.syncWanted);
  const missing = look(cluster);
  const known = { finding, dryRun, at, warnings, cluster, missing };
  const refused = plan.refusal !== null;
  tell({ kind: 'finding', finding, refused, missing: missingReports(missing), warnings });
  if (plan.refusal !== null) {
    const { outcome, ...problem } = plan.refusal;
    return concludeDrain(known, { outcome, code: problem.code, errors: [problem] });
  }
  const moved = plan.candidate === null ? null : await move(ports, request, found, plan.candidate, tell);
  const all = {
    ...known,
    switchover: moved?.summary ?? null,
    warnings: [...warnings, ...(moved === null ? [] : furtherWarnings(warnings, moved.verdict))],
  };
  if (moved !== null && moved.verdict.outcome !== 'done') return concludeDrain(all, moved.verdict);
  if (dryRun) return concludeDrain(all, DONE);
  const now = moved === null ? reading : await lookAgain(ports, reading);
  if (now instanceof Failure) return concludeDrain(all, verdictOf(now));
  ports.interruption.watch();
  const balanced = await leaveBalancers(ports, request.haproxy, now, name);
  const lookEverywhere = (seen: Cluster) => [...look(seen), ...balanced.missing()];
  const leftMs =
    request.deadlineMs === null
      ? DEADLINE_MS
      : Math.max(0, request.deadlineMs - elapsedSince(ports.clock, begun));
  const awaited = { look: lookEverywhere, asks: () => [], deadlineMs: leftMs };
  const followed = await followMissing(ports, now, new Map(), awaited, tell);
  const isChanged = moved !== null || balanced.isChanged;
  return concludeDrain(
    { ...all, ...followed, ...balanced.told(all.warnings) },
    balanced.judge(judgeDrain(finding, followed, isChanged)),
  );
}

function findingOf({ name, reading }: FoundMember, { rest, syncWanted }: DrainPlan): DrainFinding {
  const { scope, group, cluster } = reading;
  const member = cluster.members.find((each) => each.name === name);
  return {
    verb: 'drain',
    scope,
    group,
    member: name,
    tags: member === undefined ? [] : lackingTags(member),
    kept: carriedTags(member?.tags ?? {}),
    rest,
    syncWanted,
  };
}

async function move(
  ports: DrainPorts,
  request: DrainRequest,
  found: FoundMember,
  candidate: string,
  tell: TellDrain,
) {
  await confirmSwitchover(ports, request, found, candidate);
  const change = await switchAway(ports, request, found, candidate, tell);
  return { summary: summarizeSwitchover(found.name, candidate, change), verdict: change };
}

/** Leadership has been moved already: that etcd is silent now does not end in nothing but that. */
async function lookAgain({ dcs }: DrainPorts, reading: ClusterReading): Promise<ClusterReading | Failure> {
  try {
    return await readCluster(dcs, { ...reading, command: 'drain' });
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
}

/** The warnings that the switchover before has not told already. */
function furtherWarnings(told: readonly Problem[], { warnings }: Pick<DrainReport, 'warnings'>): Problem[] {
  const isTold = ({ code, message }: Problem): boolean =>
    told.some((each) => each.code === code && (code === 'paused' || each.message === message));
  return warnings.filter((warning) => !isTold(warning));
}

/** Nobody is surprised by a switchover: it is asked for by an option, and confirmed. */
async function confirmSwitchover(
  { questions }: Pick<DrainPorts, 'questions'>,
  { unattended, dryRun, typed }: DrainRequest,
  { name, reading }: FoundMember,
  candidate: string,
): Promise<void> {
  if (unattended || dryRun) return;
  if (!(await questions.canAsk())) {
    const message = `${name} leads, and nobody can be asked about the switchover, because standard input is at its end; give --yes`;
    const next = again('drain', reading, { ...typed, args: [name] }, { yes: true });
    throw new Failure('usage', 'no-answer', message, { subject: '--yes', next });
  }
  const question = `Are you sure you want to switchover cluster ${reading.scope} to ${candidate}, demoting current leader ${name}?`;
  if (!(await questions.confirm(question, '--yes')))
    throw new Failure('cancelled', 'cancelled', 'Aborting switchover; nothing was changed');
}

/** Moves leadership to the candidate and waits for the former leader; of a dry run its checks only. */
async function switchAway(
  ports: DrainPorts,
  { dryRun, deadlineMs, allowsDataLoss }: DrainRequest,
  { name, reading }: FoundMember,
  candidate: string,
  tell: TellDrain,
): Promise<ChangeReport> {
  const asked = { dryRun, deadlineMs, allowsDataLoss };
  const request = unattendedSwitchover(reading, name, candidate, asked);
  const report = await changeLeader(ports, request, (event) => {
    // The maintenance mode has been told already.
    const shown =
      event.kind === 'plan'
        ? { ...event, warnings: event.warnings.filter(({ code }) => code !== 'paused') }
        : event;
    tell({ kind: 'change', event: shown });
  });
  tell({ kind: 'changed', report, now: ports.clock.now() });
  return report;
}

function summarizeSwitchover(from: string, candidate: string, report: ChangeReport): SwitchoverSummary {
  const { outcome, code, newLeader, timeline, elapsedMs } = report;
  return { outcome, code, from, candidate, newLeader, timeline, elapsedMs };
}
