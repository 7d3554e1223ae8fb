import type { ClusterLook, Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import { suspicious } from '../../cluster/findings/index.js';
import type { Member } from '../../cluster/model/member.js';
import { askMember, type MemberAnswers } from './ask-member.js';
import type { DiagnosePorts } from './diagnose-ports.js';

const APART_MS = 1000;

/** Some faults show only by what does not move: if the first look hints at one, everybody who has answered is asked again. */
export async function lookTwice(ports: DiagnosePorts, first: Evidence, beganMs: number): Promise<Evidence> {
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
