import type { ClusterLook, Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import { findAll, suspicious } from '../../cluster/findings/index.js';
import type { Member } from '../../cluster/model/member.js';
import { type FailoverForecast, forecastFailover } from '../../cluster/standing/failover-forecast.js';
import type { HealthVerdict } from '../../cluster/standing/standing.js';
import { verdictOf } from '../../cluster/standing/verdict.js';
import { askMember, type MemberAnswers } from './ask-member.js';
import type { DiagnosePorts } from './diagnose-ports.js';
import { type DiagnoseRequest, gatherEvidence } from './gather-evidence.js';

export type { DiagnosePorts } from './diagnose-ports.js';

/** What is known about a cluster and what follows from it; all of it can be had again from the evidence. */
export interface Diagnosis {
  readonly evidence: Evidence;
  readonly findings: readonly Finding[];
  readonly verdict: HealthVerdict;
  /** Null while nobody leads, and unless etcd tells how the cluster is now. */
  readonly forecast: FailoverForecast | null;
}

const APART_MS = 1000;

/**
 * One cluster, or each of the groups that are meant, from all that can be asked within 4 s; a second time, a second later,
 * if the first look raises suspicion. Nobody's silence fails; only a group that does not exist does.
 */
export async function diagnose(
  ports: DiagnosePorts,
  request: DiagnoseRequest,
): Promise<readonly Diagnosis[]> {
  const beganMs = ports.clock.monotonicMs();
  const gathered = await gatherEvidence(ports, request);
  const twice = await Promise.all(gathered.map((evidence) => lookTwice(ports, evidence, beganMs)));
  return twice.map(diagnosisOf);
}

/** The same from evidence of another time. */
export function diagnosisOf(evidence: Evidence): Diagnosis {
  const findings = findAll(evidence);
  return { evidence, findings, verdict: verdictOf(evidence, findings), forecast: forecastFailover(evidence) };
}

/** Some faults show only by what does not move: if the first look hints at one, everybody who has answered is asked again. */
async function lookTwice(ports: DiagnosePorts, first: Evidence, beganMs: number): Promise<Evidence> {
  if (!suspicious(first)) return first;
  const waited = ports.clock.monotonicMs() - beganMs;
  await ports.clock.sleep(Math.max(0, APART_MS - waited));
  const at = ports.clock.now().toISOString();
  const sinceBeforeMs = ports.clock.monotonicMs() - beganMs;
  const [cluster, members] = await Promise.all([
    lookAgain(ports, first),
    Promise.all(first.members.map((member) => askAgain(ports, first.scope, member))),
  ]);
  return {
    ...first,
    at,
    cluster,
    members: members.map((member) => withKey(member, cluster)),
    before: first,
    sinceBeforeMs,
  };
}

/** What could not be read certainly a moment ago is not waited for once more. */
async function lookAgain(
  { scopeLooks }: DiagnosePorts,
  { scope, group, cluster }: Evidence,
): Promise<ClusterLook> {
  if (cluster.kind !== 'present') return cluster;
  const look = await scopeLooks.look(scope).settled;
  if (look.kind === 'uncertain') {
    const { code, message } = look.problem;
    return { kind: 'stale', cluster: cluster.cluster, revision: cluster.revision, code, message };
  }
  const { formation, revision } = look.reading;
  const found = (group === null ? formation?.cluster : formation?.groups.get(group)) ?? null;
  return found === null ? { kind: 'absent', revision } : { kind: 'present', cluster: found, revision };
}

async function askAgain(
  ports: DiagnosePorts,
  scope: string,
  member: ObservedMember,
): Promise<ObservedMember> {
  const { name, agent, facts } = member;
  const address = member.key ?? member.trace?.lastKey ?? null;
  if (address === null) return member;
  const answers = await askMember(ports, scope, {
    name,
    apiUrl: agent?.ok ? address.apiUrl : null,
    ...(facts?.ok ? { host: address.host, port: address.port } : { host: null, port: null }),
  });
  return { ...member, ...agentAnswers(member, answers), ...serverAnswers(member, answers) };
}

function agentAnswers(member: ObservedMember, { agent, agentClockAhead }: MemberAnswers) {
  return agent === null ? { agent: member.agent } : { agent, agentClockAhead };
}

function serverAnswers(member: ObservedMember, { agent, agentClockAhead, ...server }: MemberAnswers) {
  return server.facts === null ? { facts: member.facts } : server;
}

function withKey(member: ObservedMember, cluster: ClusterLook): ObservedMember {
  if (cluster.kind !== 'present') return member;
  const key: Member | null = cluster.cluster.members.find(({ name }) => name === member.name) ?? null;
  if (key !== null) return { ...member, key, trace: null };
  const trace = { sources: ['older-revision'], lastKey: member.key, lastRevision: cluster.revision } as const;
  return { ...member, key: null, trace: member.trace ?? trace, lease: null };
}
