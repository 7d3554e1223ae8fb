import type { Cluster } from '../../cluster/model/cluster.js';
import { isPaused, loopWait } from '../../cluster/model/dynamic-config.js';
import { leaderFirst } from '../../cluster/model/member-selection.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { Failure } from '../../errors.js';
import { noteOwnPatch } from '../config/note-own-patch.js';
import { explainUnstored } from '../following/explain-unstored.js';
import { wordsOf } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { AskedMember } from '../ports/ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import { type FollowedPause, followPause, type PauseCourse } from './follow-pause.js';
import { judgePause, type PauseSubject, type PauseVerdict } from './judge-pause.js';
import type { PauseReport, TellPause } from './pause-report.js';
import {
  type PausePorts,
  type PauseVerb,
  pauseCommand,
  type TogglePauseRequest,
  type TypedToggle,
} from './pause-request.js';
import type { PauseReading } from './read-pause.js';
import type { WillingAgents } from './willing-agents.js';

/** A maintenance mode that is to begin or to end, and how the cluster stands before. */
export interface Toggle {
  readonly ports: PausePorts;
  readonly verb: PauseVerb;
  readonly request: TogglePauseRequest & TypedToggle;
  readonly reading: ClusterReading;
  readonly tell: TellPause;
}

/** What is done about the note of `ctl`. */
interface NoteKeeping {
  /** As soon as etcd holds the request; the reply that had come until then. */
  stored(cluster: Cluster, reply: AgentReply | null): Promise<PauseReading>;
  /** Somebody else has undone since what this configuration held. */
  turnedBack(revision: number): Promise<PauseReading>;
}

/** The report of nothing done. */
export function standingReport({ ports, verb, request, reading }: Toggle): PauseReport {
  const { scope, group, cluster, warnings } = reading;
  const wanted = verb === 'pause';
  return {
    outcome: 'done',
    code: null,
    warnings,
    errors: [],
    scope,
    group,
    verb,
    dryRun: request.dryRun,
    at: ports.clock.now().toISOString(),
    wait: request.wait,
    paused: isPaused(cluster.config),
    pause: null,
    request: null,
    members: cluster.members.map(({ name, paused }) => ({ member: name, acknowledged: paused === wanted })),
    elapsedMs: 0,
  };
}

/** Sends the request to one agent after the other until one may have got it, and follows it until it is acknowledged. */
export async function toggle(
  toggled: Toggle,
  first: AskedMember,
  agents: WillingAgents,
  keeping: NoteKeeping,
): Promise<PauseReport> {
  const reading = await readUnchanged(toggled);
  toggled.ports.interruption.watch();
  const known = { ...toggled, reading };
  const before = standingReport(known);
  let sent = await send(known, first, agents, keeping);
  while (sent.course.stop === 'declined' && sent.course.reply?.kind === 'not-sent') {
    agents.skip(sent.course.reply.problem);
    const next = await agents.next();
    if (next === null) throw await agents.nobody();
    sent = await send(known, next, agents, keeping);
  }
  return conclude(known, before, sent, agents);
}

interface SentToggle {
  readonly agent: AskedMember;
  readonly awaited: FollowedPause;
  readonly course: PauseCourse;
  readonly noted: PauseReading;
}

const NOT_NOTED: PauseReading = { pause: null, warnings: [] };

async function send(
  { ports, verb, request, reading, tell }: Toggle,
  agent: AskedMember,
  { passedOver }: WillingAgents,
  keeping: NoteKeeping,
): Promise<SentToggle> {
  const silent = passedOver.flatMap(({ subject }) => subject ?? []);
  const awaited = awaitedPause({ verb, request }, reading, agent.name, silent);
  const patch = { pause: verb === 'pause' ? true : null };
  const replying = ports.orders.send(agent, { verb: 'patch-config', patch }, awaited.deadlineMs);
  const noting: Promise<PauseReading>[] = [];
  const onStored = (cluster: Cluster, reply: AgentReply | null): void => {
    noting.push(keeping.stored(cluster, reply));
  };
  const course = await followPause(ports, awaited, reading, replying, onStored, tell);
  let [noted = NOT_NOTED] = await Promise.all(noting);
  const { storedRevision } = course.progress;
  if (storedRevision === null) return { agent, awaited, course, noted };
  const problem = await noteOwnPatch(ports, reading, ownPatch(verb, request, reading), course.reply);
  // Where notes cannot be written, that was said already.
  if (problem !== null && noted.warnings.length === 0) noted = { ...noted, warnings: [problem] };
  if (course.stop !== 'turned-back') return { agent, awaited, course, noted };
  return { agent, awaited, course, noted: await keeping.turnedBack(storedRevision) };
}

function ownPatch(
  verb: PauseVerb,
  { reason = null }: TypedToggle,
  { cluster: { config } }: ClusterReading,
): Parameters<typeof noteOwnPatch>[2] {
  const isDone = (values: ValueMap): boolean => isPaused({ values, revision: 0 }) === (verb === 'pause');
  return { command: verb, reason, key: 'pause', isDone, before: config?.revision ?? 0 };
}

async function conclude(
  toggled: Toggle,
  before: PauseReport,
  { agent, awaited, course, noted }: SentToggle,
  agents: WillingAgents,
): Promise<PauseReport> {
  const verdict = await judge(toggled, agent.name, course, agents);
  return {
    ...before,
    ...verdict,
    warnings: [...before.warnings, ...agents.passedOver, ...noted.warnings, ...verdict.warnings],
    paused: isPaused(course.cluster.config),
    pause: noted.pause,
    request: requestReport(agent.name, course.reply),
    members: acknowledgements(awaited, course.progress.laggards),
    elapsedMs: course.elapsedMs,
  };
}

async function judge(
  { ports, verb, request, reading }: Toggle,
  member: string,
  course: PauseCourse,
  agents: WillingAgents,
): Promise<PauseVerdict> {
  const isDoubtful = course.progress.storedRevision === null && course.stop !== 'declined';
  const other = isDoubtful ? await agents.another(member) : null;
  const again = pauseCommand(verb, request, reading);
  const otherWay = other === null ? null : pauseCommand(verb, request, reading, { via: other });
  const subject: PauseSubject = { verb, place: reading, member, wait: request.wait, again, otherWay };
  if (course.stop !== 'unstored') return judgePause(subject, course);
  const { outcome, problem } = await explainUnstored(ports, {
    place: reading,
    noun: verb,
    member,
    words: wordsOf(course.reply),
    before: reading.cluster,
    now: course.cluster,
    again,
    otherWay: otherWay ?? again,
  });
  return { outcome, code: problem.code, errors: [problem], warnings: [] };
}

function requestReport(member: string, reply: AgentReply | null): PauseReport['request'] {
  if (reply?.kind !== 'answered') return { member, status: null, text: null };
  const { status, text } = reply;
  // It is the whole configuration, and nobody's secrets belong into a report.
  return { member, status, text: status === 200 ? null : text };
}

export function awaitedPause(
  { verb, request }: Pick<Toggle, 'verb' | 'request'>,
  { cluster }: ClusterReading,
  asked: string | null,
  silent: readonly string[],
): FollowedPause {
  const others = leaderFirst(cluster).flatMap(({ name }) => (name === asked ? [] : [name]));
  return {
    paused: verb === 'pause',
    members: cluster.members.map(({ name }) => name),
    deputies: asked === null ? others : [asked, ...others],
    silent,
    wait: request.wait,
    deadlineMs: request.deadlineMs ?? 2000 * loopWait(cluster.config) + 10_000,
  };
}

export function acknowledgements(
  { members }: FollowedPause,
  laggards: readonly string[],
): PauseReport['members'] {
  return members.map((member) => ({ member, acknowledged: !laggards.includes(member) }));
}

/** The state that was decided on must still be the state; who leads decides nothing about a pause. */
async function readUnchanged({ ports, verb, request, reading }: Toggle): Promise<ClusterReading> {
  const { scope, group, cluster: before } = reading;
  const now = await readCluster(ports.dcs, { scope, group, command: verb });
  const isSameLeader = verb === 'pause' || now.cluster.leader?.revision === before.leader?.revision;
  const isSame = isSameLeader && now.cluster.config?.revision === before.config?.revision;
  if (isSame) return { ...reading, cluster: now.cluster, revision: now.revision };
  const what = isSameLeader ? 'the configuration' : 'the leader';
  const message = `${what} has changed meanwhile; nothing was written.`;
  const next = pauseCommand(verb, request, reading);
  throw new Failure('conflict', 'state-changed', message, { subject: scope, next });
}
