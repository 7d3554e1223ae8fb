import { planRepair } from '../../cluster/doctor/plan-repair.js';
import type { Repair } from '../../cluster/doctor/repair.js';
import type { RepairFacts } from '../../cluster/doctor/repair-facts.js';
import type { Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { RepairReads } from './connection-ports.js';

/** Findings about members that do not follow the leader. */
const DOES_NOT_FOLLOW = [
  'not-streaming',
  'timeline-behind',
  'diverged',
  'divergence-unknown',
  'history-disagrees',
];

/** How each member that does not stream comes back. The leader and the members concerned are asked once more, all at once. */
export async function planRepairs(
  repairs: RepairReads,
  evidence: Evidence,
  findings: readonly Finding[],
  timeoutMs: number,
): Promise<readonly Repair[]> {
  if (evidence.cluster.kind !== 'present') return [];
  const { cluster } = evidence.cluster;
  const due = findings.filter(({ code }) => DOES_NOT_FOLLOW.includes(code));
  const concerned = evidence.members.filter(({ name }) => due.some(({ subject }) => subject === name));
  if (concerned.length === 0) return [];
  const read = (member: ObservedMember | undefined) => readFacts(repairs, member, timeoutMs);
  const [leaderFacts, ...facts] = await Promise.all([
    read(leaderOf(cluster, evidence)),
    ...concerned.map(read),
  ]);
  return concerned.map((member, index) =>
    planRepair({
      scope: evidence.scope,
      group: evidence.group,
      cluster,
      member,
      finding: due.find(({ subject }) => subject === member.name)?.code ?? '',
      leaderFacts: leaderFacts ?? null,
      memberFacts: facts[index] ?? null,
    }),
  );
}

function leaderOf({ leader }: Cluster, { members }: Evidence): ObservedMember | undefined {
  return members.find(({ name }) => name === leader?.name);
}

/** Null for a server that did not answer before, either. */
async function readFacts(
  repairs: RepairReads,
  member: ObservedMember | undefined,
  timeoutMs: number,
): Promise<RepairFacts | null> {
  const key = member?.key ?? member?.trace?.lastKey ?? null;
  if (member?.facts?.ok !== true || key === null || key.host === null || key.port === null) return null;
  return repairs.readFacts({ host: key.host, port: key.port }, timeoutMs);
}
