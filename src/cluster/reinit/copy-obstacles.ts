import type { MemberEvidence } from '../change-leader/candidate.js';
import { lookOf } from '../change-leader/judged-member.js';
import { divergedWords } from '../divergence/describe-divergence.js';
import { judgeDivergence } from '../divergence/judge-divergence.js';
import { upstreamOf } from '../drain/sync-demand.js';
import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import type { MemberStatus } from '../model/member-status.js';
import { slotNameOf } from '../model/slot-name.js';
import type { CopyFacts, PhysicalSlot, ReplicationLogin } from './copy-facts.js';
import { judgeHba } from './judge-hba.js';
import type { ReinitEvidence } from './reinit-plan.js';
import { feedersOf } from './soundness.js';

/** One sends the files, the other one the WAL that is written meanwhile; that one has a slot of its own, too. */
export const SENDERS_FOR_A_COPY = 2;
export const SLOTS_FOR_A_COPY = 1;

/** Why a copy of this member from this source would never be finished, or never stream afterwards; empty if nothing says so. */
export function copyObstacles(evidence: ReinitEvidence, target: Member, source: Member): string[] {
  const found = [
    otherHistory(evidence, source),
    loginObstacle(evidence, target, source),
    keptOut(evidence, target, source),
    ...roomObstacles(evidence, target, source),
  ];
  return found.filter((each) => each !== null);
}

/** What is copied from one that has left the line of the cluster has left it, too. */
function otherHistory({ cluster, members }: ReinitEvidence, source: Member): string | null {
  const [found, leader] = [source.name, cluster.leader?.name].map((name) =>
    members.find(({ member }) => member.name === name),
  );
  if (found === undefined || leader === undefined) return null;
  const divergence = judgeDivergence(cluster, lookOf(found), lookOf(leader));
  const apart = divergedWords(divergence);
  if (apart === null) return null;
  return `${source.name} ${apart} (it ${divergence.seen}), and what is copied from it cannot follow ${leader.member.name}`;
}

function loginObstacle(
  { logins, copyFacts }: ReinitEvidence,
  { name, host }: Member,
  source: Member,
): string | null {
  const login = logins.get(source.name) ?? null;
  const facts = copyFacts.get(source.name) ?? null;
  if (login?.kind === 'refused' && !login.byAddress) {
    return `${source.name} refuses the replication login of ${login.user}: ${login.reason}`;
  }
  const admission = host === null ? null : admissionOf(host, facts, login);
  if (admission !== null) return admission === 'admitted' ? null : `${source.name}: ${admission} (${name})`;
  // Nothing tells them apart: all are on one machine.
  const isHere = [host, source.host].every((each) => each === '127.0.0.1' || each === 'localhost');
  return login?.kind === 'refused' && isHere
    ? `${source.name} refuses the replication login of ${login.user}: ${login.reason}`
    : null;
}

/** What `pg_hba.conf` of the source says of the target's address; null if that cannot be told. */
function admissionOf(
  host: string,
  facts: CopyFacts | null,
  login: ReplicationLogin | null,
): 'admitted' | string | null {
  const users = login !== null && login.kind !== 'unreached' ? [login.user] : (facts?.replicators ?? []);
  const rules = facts?.hbaRules ?? null;
  if (rules === null || users.length === 0) return null;
  const judged = users.map((user) => ({ user, ...judgeHba(rules, user, host) }));
  if (judged.some(({ verdict }) => verdict === 'admits')) return 'admitted';
  if (judged.some(({ verdict }) => verdict === 'unknown')) return null;
  const [first] = judged;
  const where = first?.line == null ? 'has no line that' : `line ${first.line} does not`;
  return first === undefined
    ? null
    : `pg_hba.conf ${where} ${first.line == null ? 'lets' : 'let'} ${users.join(', ')} replicate from ${host}`;
}

/** The source keeps what a running member needs, and yet nobody feeds it: what keeps it out would keep out its copy, too. */
function keptOut(
  { cluster, members, copyFacts }: ReinitEvidence,
  target: Member,
  source: Member,
): string | null {
  const status = statusOf(members, target.name);
  const isUpstream = (upstreamOf(cluster, target.name) ?? cluster.leader?.name) === source.name;
  if (status === null || !isUpstream || !wantsToStream(cluster, status, members, source.name)) return null;
  if (feedersOf(target.name, members).length > 0) return null;
  const slot = slotOf(target.name, copyFacts.get(source.name) ?? null);
  const position = status.receivePosition ?? status.replayPosition;
  if (slot === null || slot.active || slotIsLost(slot, position)) return null;
  return `${source.name} keeps all that ${target.name} needs (slot ${slot.name}), and ${target.name} runs and gets nothing: it is not let in, or does not get there`;
}

/** One of another history needs a copy because of that. */
function wantsToStream(
  { leader }: Cluster,
  { state, serverVersion, replicationState, timeline }: MemberStatus,
  members: readonly MemberEvidence[],
  source: string,
): boolean {
  const isAlike =
    timeline !== null && timeline === (statusOf(members, leader?.name ?? source)?.timeline ?? null);
  return state === 'running' && serverVersion !== null && replicationState === null && isAlike;
}

/** Why a member that nobody feeds will not stream again; null if its WAL is not known to be gone. */
export function lostWal(
  { members, copyFacts }: ReinitEvidence,
  target: string,
  source: string,
): string | null {
  const status = statusOf(members, target);
  const slot = slotOf(target, copyFacts.get(source) ?? null);
  const position = status?.receivePosition ?? status?.replayPosition ?? null;
  if (slot === null || !slotIsLost(slot, position)) return null;
  return `the WAL that it needs is gone from ${source} (slot ${slot.name}${slot.walStatus === null ? '' : ` is ${slot.walStatus}`})`;
}

/** A standby answers at least every wal_receiver_status_interval, which is 10 s by default. */
const SILENT_SECONDS = 25;

/** Why a member that both sides still call streaming is cut off; null if nothing says so. */
export function whyCutOff({ copyFacts }: ReinitEvidence, member: string, source: string): string | null {
  const found = copyFacts
    .get(source)
    ?.receivers.find(({ name }) => name.toLowerCase() === member.toLowerCase());
  const seconds = found?.silentFor ?? null;
  if (seconds === null || seconds < SILENT_SECONDS) return null;
  return `${source} has heard nothing of it for ${Math.floor(seconds)} s`;
}

function slotIsLost({ walStatus, restartPosition }: PhysicalSlot, position: number | null): boolean {
  if (walStatus === 'lost' || walStatus === 'unreserved') return true;
  return position === null || restartPosition === null || restartPosition > position;
}

function slotOf(member: string, facts: CopyFacts | null): PhysicalSlot | null {
  return facts?.slots.find(({ name }) => name === slotNameOf(member)) ?? null;
}

function roomObstacles({ activities, members }: ReinitEvidence, target: Member, source: Member): string[] {
  const activity = activities.get(source.name);
  if (activity === undefined) return [];
  const { walSenders, replicationSlots } = activity;
  // What sends to the member now is free once it has stopped.
  const freed = feedersOf(target.name, members).includes(source.name) ? 1 : 0;
  const senders = walSenders.max - walSenders.used + freed;
  const slots = replicationSlots.max - replicationSlots.used;
  const found: string[] = [];
  if (senders < SENDERS_FOR_A_COPY)
    found.push(
      `${walSenders.used} of ${walSenders.max} WAL senders of ${source.name} are in use; a copy needs ${SENDERS_FOR_A_COPY}`,
    );
  if (slots < SLOTS_FOR_A_COPY)
    found.push(
      `all ${replicationSlots.max} replication slots of ${source.name} are in use; a copy needs one more`,
    );
  return found;
}

function statusOf(members: readonly MemberEvidence[], name: string): MemberStatus | null {
  const agent = members.find(({ member }) => member.name === name)?.agent;
  return agent?.answered ? agent.status : null;
}
