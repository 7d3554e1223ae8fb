import type { Cluster, FailoverRequest } from '../../cluster/model/cluster.js';
import { leaderFirst } from '../../cluster/model/member-selection.js';
import { Failure, type Outcome, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { EtcdHealth } from '../diagnose/diagnose-ports.js';
import { ALARMS_MS, refusedWrite } from '../following/explain-unstored.js';
import { type MemberOutcome, outcomeOf, problemOf, verifyAgent } from '../maintenance/order-outcome.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import type { FailoverKey } from '../ports/dcs-ports.js';
import { type ClusterReading, type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { unknownMember } from '../reading/unknown-member.js';
import { again, type TypedWords } from '../typed-words.js';
import type { FlushReport, TellFlush } from './flush-report.js';
import type { FlushPorts } from './flush-restarts.js';

interface FlushSwitchoverRequest extends ClusterRequest {
  /** Must be members; which of them does not matter (patronictl ignores them). */
  readonly names: readonly string[];
  readonly typed: TypedWords;
  readonly dryRun: boolean;
  readonly viaDcs: boolean;
  readonly deadlineMs: number | null;
}

export type FlushSwitchoverPorts = FlushPorts & {
  readonly failoverKey: FailoverKey;
  readonly etcdHealth: EtcdHealth;
};

/** The agent reads etcd and writes to it, each for up to retry_timeout. */
const ANSWER_MS = 25_000;

/** Takes back the scheduled switchover: the leader's agent is asked first, then the others, until one has answered. */
export async function flushSwitchover(
  ports: FlushSwitchoverPorts,
  request: FlushSwitchoverRequest,
  tell: TellFlush,
): Promise<FlushReport> {
  const reading = await readCluster(ports.dcs, request);
  const { scope, group, cluster } = reading;
  const known = cluster.members.map(({ name }) => name);
  const unknown = request.names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownMember(scope, unknown, known);
  const scheduled = scheduledSwitchover(cluster);
  const course: Course = { ports, request, reading, asked: [], tell };
  const end = scheduled === null ? NOTHING : request.dryRun ? DONE : await flush(course, scheduled);
  return {
    ...end,
    warnings: [...reading.warnings, ...(await readPauseWarnings(ports, scope, [{ group, cluster }]))],
    scope,
    target: 'switchover',
    dryRun: request.dryRun,
    at: ports.clock.now().toISOString(),
    members: null,
    switchover: {
      group,
      scheduledAt: scheduled?.scheduledAt ?? null,
      from: scheduled?.leader ?? null,
      to: scheduled?.candidate ?? null,
      asked: course.asked,
    },
  };
}

interface Course {
  readonly ports: FlushSwitchoverPorts;
  readonly request: FlushSwitchoverRequest;
  readonly reading: ClusterReading;
  readonly asked: MemberOutcome[];
  readonly tell: TellFlush;
}

interface End {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
}

const DONE: End = { outcome: 'done', code: null, errors: [] };
const NOTHING: End = { ...DONE, code: 'nothing-scheduled' };

function scheduledSwitchover({ failover }: Cluster): FailoverRequest | null {
  return failover === null || failover.scheduledAt === null ? null : failover;
}

async function flush(course: Course, scheduled: FailoverRequest): Promise<End> {
  if (course.request.viaDcs) return writeDirectly(course, scheduled);
  for (const { name } of leaderFirst(course.reading.cluster)) {
    const attempt = await askAgent(course, name);
    course.asked.push(attempt);
    course.tell({ kind: 'attempt', attempt });
    // Nothing was sent: nothing has changed.
    if (attempt.status === null && attempt.outcome !== 'unknown') continue;
    const end = await look(course, scheduled, attempt);
    if (end !== null) return end;
  }
  return exhausted(course);
}

async function askAgent({ ports, request, reading }: Course, name: string): Promise<MemberOutcome> {
  const { scope, cluster } = reading;
  const apiUrl = cluster.members.find((member) => member.name === name)?.apiUrl ?? null;
  const agent = await verifyAgent(ports.agents, { scope, name, apiUrl });
  if (!agent.ok) return agent.outcome;
  const timeoutMs = request.deadlineMs ?? ANSWER_MS;
  const reply = await ports.orders.send({ scope, name, apiUrl }, { verb: 'cancel-switchover' }, timeoutMs);
  return outcomeOf(name, reply, { done: [200], accepted: [] });
}

/** Whatever kept the agent from writing to etcd (api.py, do_DELETE_switchover). */
const COULD_NOT_WRITE = 409;

/** What etcd tells after an agent was asked; null if the schedule stands as it was and somebody else may be asked. */
async function look({ ports, request }: Course, before: FailoverRequest, attempt: MemberOutcome) {
  try {
    const { cluster } = await readCluster(ports.dcs, request);
    const now = scheduledSwitchover(cluster);
    // Gone without a word of the agent: it may have been carried out.
    if (now === null) return attempt.outcome === 'done' ? DONE : NOTHING;
    if (now.revision !== before.revision) return replaced(now, attempt);
    return attempt.outcome === 'done' ? unproved(attempt, 'etcd still holds it') : null;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return unproved(attempt, `etcd cannot be asked whether it is: ${thrown.message}`);
  }
}

/** Somebody has scheduled another one meanwhile: that one is not touched. */
function replaced({ scheduledAt }: FailoverRequest, { outcome, member }: MemberOutcome): End {
  const message = `another switchover has been scheduled meanwhile, for ${scheduledAt}; it was not touched`;
  const problem = { code: 'state-changed', message, subject: member, next: null };
  return { outcome: outcome === 'done' ? 'partial' : 'conflict', code: problem.code, errors: [problem] };
}

function unproved({ member, text }: MemberOutcome, reason: string): End {
  const message = `${member} was asked to delete it (${text}), and ${reason}`;
  const problem = { code: 'not-proved', message, subject: member, next: null };
  return { outcome: 'unknown', code: problem.code, errors: [problem] };
}

/** Whoever may have received the request counts most, then whoever has answered. */
async function exhausted(course: Course): Promise<End> {
  const { asked, reading, request } = course;
  const { scope } = reading;
  const errors = asked.map((each) => problemOf(each, null));
  const unwritten = asked.find(({ status }) => status === COULD_NOT_WRITE);
  if (unwritten !== undefined) {
    const { outcome, code, errors: why } = await explainUnwritten(course, unwritten);
    return { outcome, code, errors: [...errors, ...why] };
  }
  const worst =
    asked.find(({ outcome }) => outcome === 'unknown') ?? asked.find(({ outcome }) => outcome === 'refused');
  if (worst !== undefined) return { outcome: worst.outcome, code: worst.code, errors };
  const code = 'agent-unreachable';
  const message = `no agent of ${scope} could be asked. Nothing was sent.`;
  const next = hint`${again('flush', reading, request.typed, { 'via-dcs': true })} (writes to etcd directly)`;
  return { outcome: 'unreachable', code, errors: [...errors, { code, message, subject: scope, next }] };
}

/** Agents could not write: an alarm of etcd is why, unless one of them may still be at it. */
async function explainUnwritten({ ports, asked, reading }: Course, unwritten: MemberOutcome): Promise<End> {
  const isOpen = asked.some(({ outcome }) => outcome === 'unknown');
  const [found] = isOpen ? [] : ((await ports.etcdHealth.read(ALARMS_MS)).alarms ?? []);
  if (found === undefined) return unproved(unwritten, 'etcd still holds it');
  const problem = refusedWrite(reading, found.alarm, 'the scheduled switchover could not be deleted.');
  return { outcome: 'unreachable', code: problem.code, errors: [problem] };
}

async function writeDirectly({ ports, reading }: Course, before: FailoverRequest): Promise<End> {
  const written = await ports.failoverKey.write(reading, {
    leader: null,
    candidate: null,
    scheduledAt: null,
    failoverRevision: before.revision,
    leaderRevision: reading.cluster.leader?.revision ?? 0,
  });
  if (written.kind === 'written') return DONE;
  if (written.kind === 'doubtful') {
    return { outcome: 'unknown', code: written.problem.code, errors: [written.problem] };
  }
  const message = 'the leader or the scheduled switchover has changed meanwhile; nothing was written';
  const problem = {
    code: 'state-changed',
    message,
    subject: reading.scope,
    next: ctl('list', reading),
  };
  return { outcome: 'conflict', code: problem.code, errors: [problem] };
}
