import type { AwaitedRole } from '../../cluster/cluster-role/role-progress.js';
import { isStandbyCluster, loopWait } from '../../cluster/model/dynamic-config.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { noteOwnPatch } from '../config/note-own-patch.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { AskedMember } from '../ports/ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import type { RoleAgent } from './choose-role-agent.js';
import type { ClusterRoleReport, TellRole } from './cluster-role-report.js';
import { roleCommand } from './cluster-role-request.js';
import { concludeFollowed } from './conclude-role.js';
import { followRole, type RoleLimits } from './follow-role.js';
import { judgeCourse } from './judge-course.js';
import type { PlannedRole } from './plan-role.js';
import { describeReading } from './read-place.js';

/** The agent may retry at etcd for its retry_timeout, 10 s, twice. */
const STORED_MS = 30_000;
/** How long the leader's key may lag behind before it is shown as it is. */
const CAUGHT_UP_MS = 3000;
const LOOK_MS = 250;

/** Sends the request, unless it has been asked for before, and follows the change to its proved end. */
export async function carryOutRole(
  planned: PlannedRole,
  chosen: RoleAgent | null,
  tell: TellRole,
): Promise<ClusterRoleReport> {
  const { ports } = planned;
  const reading = chosen === null ? planned.reading : await readUnchanged(planned);
  const limits = limitsFor(planned, reading);
  const awaited = awaitedRole(planned, reading, chosen);
  const startedAt = ports.clock.now();
  const replying: Promise<AgentReply> | null =
    chosen === null ? null : sendRole(planned, chosen.agent, limits.storedMs);
  const course = await followRole(ports, awaited, reading, replying, limits, tell);
  const member = chosen?.agent.name ?? null;
  const verdict = await judgeCourse(planned, reading, member, course);
  const problem = course.progress.stored === null ? null : await noteRole(planned, reading, course.reply);
  const followed = concludeFollowed(planned, member, startedAt, verdict, course);
  const report = problem === null ? followed : { ...followed, warnings: [...followed.warnings, problem] };
  if (report.outcome === 'done') await tellChanged(planned, report, tell);
  return report;
}

function noteRole({ ports, change }: PlannedRole, reading: ClusterReading, reply: AgentReply | null) {
  const isDone = (values: ValueMap): boolean =>
    isStandbyCluster({ values, revision: 0 }) === (change.section !== null);
  const before = reading.cluster.config?.revision ?? 0;
  const patch = { command: change.verb, reason: null, key: 'standby_cluster', isDone, before };
  return noteOwnPatch(ports, reading, patch, reply);
}

function limitsFor({ request }: PlannedRole, { cluster }: ClusterReading): RoleLimits {
  const deadlineMs = request.deadlineMs ?? 60_000 + 2000 * loopWait(cluster.config);
  return { deadlineMs, storedMs: Math.min(deadlineMs, STORED_MS) };
}

/** What the leader itself says of its timeline is newer than its key. */
function awaitedRole(
  { change, source }: PlannedRole,
  { cluster }: ClusterReading,
  chosen: RoleAgent | null,
): AwaitedRole {
  const leader = cluster.leader?.name ?? '';
  const known = cluster.members.find(({ name }) => name === leader)?.timeline ?? null;
  const told = chosen?.agent.name === leader ? chosen.status.timeline : null;
  const timelines = [known, told].filter((timeline) => timeline !== null);
  return {
    section: change.section,
    leader,
    timeline: timelines.length === 0 ? null : Math.max(...timelines),
    followsArchive: source.followsArchive,
  };
}

/**
 * patronictl's closing table. The leader writes its key a moment after its agent tells; whatever keeps etcd from giving it, the change is
 * proved.
 */
async function tellChanged(
  { ports, reading, change }: PlannedRole,
  { leader, role, timeline }: ClusterRoleReport,
  tell: TellRole,
): Promise<void> {
  const { clock, dcs } = ports;
  const { scope, group } = reading;
  const end = clock.monotonicMs() + CAUGHT_UP_MS;
  const read = () => readCluster(dcs, { scope, group, command: change.verb }).catch(() => null);
  const isLate = (seen: ClusterReading | null): boolean => {
    const key = seen?.cluster.members.find(({ name }) => name === leader);
    return key?.role !== role || key?.timeline !== timeline;
  };
  let now = await read();
  while (isLate(now) && clock.monotonicMs() < end) {
    await clock.sleep(LOOK_MS);
    now = await read();
  }
  const clusters = now === null ? [] : [describeReading(ports, now)];
  tell({ kind: 'changed', verb: change.verb, at: clock.now().toISOString(), clusters });
}

/** Sends the request, once. It never rejects: what went wrong is a reply, too. */
async function sendRole(
  { ports, change }: PlannedRole,
  agent: AskedMember,
  timeoutMs: number,
): Promise<AgentReply> {
  const patch = { standby_cluster: change.section };
  try {
    return await ports.orders.send(agent, { verb: 'patch-config', patch }, timeoutMs);
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'not-sent', problem: thrown.problem };
    const message = `unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    const next = hint`run again with --debug and report what it prints`;
    return { kind: 'doubtful', problem: { code: 'bug', message, subject: null, next } };
  }
}

/** The state that was decided on must still be the state. */
async function readUnchanged({ ports, request, reading }: PlannedRole): Promise<ClusterReading> {
  const { scope, group, cluster: before } = reading;
  const now = await readCluster(ports.dcs, { scope, group, command: request.command });
  const isSame =
    now.cluster.leader?.revision === before.leader?.revision &&
    now.cluster.config?.revision === before.config?.revision;
  if (isSame) return now;
  const message = 'the leader or the configuration has changed meanwhile; nothing was written.';
  throw new Failure('conflict', 'state-changed', message, {
    subject: scope,
    next: roleCommand(request, reading),
  });
}
