import { planRepair } from '../../cluster/doctor/plan-repair.js';
import type { Repair, RepairFacts } from '../../cluster/doctor/repair.js';
import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import type { Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Finding } from '../../cluster/evidence/finding.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { Failure } from '../../errors.js';
import { type Diagnosis, diagnose } from '../diagnose/diagnose.js';
import { noCluster, unknownGroup, unknownScope } from '../reading/unknown-scope.js';
import { describeNow } from '../status/status.js';
import type { Examination } from './describe-examination.js';
import type { DoctorPorts, DoctorRequest, RepairReads } from './doctor-report.js';
import { joinLooks } from './join-looks.js';
import { lookAlongside } from './look-alongside.js';

/** For one member, and for one endpoint of etcd with its login and permissions. */
const MEMBER_MS = 2000;
const ENDPOINT_MS = 3000;
const LEAST_MS = 200;

/** Findings about members that do not follow the leader. */
const DOES_NOT_FOLLOW = [
  'not-streaming',
  'timeline-behind',
  'diverged',
  'divergence-unknown',
  'history-disagrees',
];

/** All that `status` asks, every connection step by step at the same time, and what would bring members back. */
export async function examineCluster(ports: DoctorPorts, request: DoctorRequest): Promise<Examination> {
  const { scope, group, limitMs, own } = request;
  if (scope === null) throw noCluster({ command: 'doctor', group });
  const end = ports.clock.monotonicMs() + limitMs;
  const left = (): number => Math.max(LEAST_MS, end - ports.clock.monotonicMs());
  const alongside = lookAlongside(ports, ports.connections, Math.min(MEMBER_MS, limitMs));
  const endpoints = lookAtEtcd(ports, { scope, group }, Math.min(ENDPOINT_MS, limitMs));
  const asked = { ...ports, ...alongside.ports };
  const diagnosis = chosen(await diagnose(asked, { scope, group, citus: false }), request);
  const { evidence, findings } = diagnosis;
  if (request.typed && isNowhere(diagnosis))
    throw await unknownScope(ports.dcs, scope, { command: 'doctor', group });
  const [etcd, members, repairs, described] = await Promise.all([
    endpoints,
    alongside.looks(),
    planRepairs(ports.repairs, evidence, findings, left()),
    describeNow(ports, diagnosis),
  ]);
  const connections = joinLooks({ etcd, ...members }, evidence, ports.settings);
  const { cluster: status, warnings } = described;
  return { diagnosis, status, connections, repairs, own, from: null, warnings };
}

/** Of a Citus cluster without any hint which group is meant: its coordinator. */
function chosen(diagnoses: readonly Diagnosis[], { scope, group }: DoctorRequest): Diagnosis {
  const [first] = [...diagnoses].sort((a, b) => (a.evidence.group ?? -1) - (b.evidence.group ?? -1));
  if (first === undefined) throw unknownGroup(scope ?? '', group ?? 0, []);
  return first;
}

/** A name that was typed and that nothing is known of. */
function isNowhere({ evidence }: Diagnosis): boolean {
  const { cluster, members, otherNamespaces } = evidence;
  return cluster.kind === 'absent' && members.length === 0 && otherNamespaces.length === 0;
}

/** That the settings cannot be used is seen before, by those who read etcd. */
async function lookAtEtcd(
  { connections }: DoctorPorts,
  place: { readonly scope: string; readonly group: number | null },
  timeoutMs: number,
): Promise<readonly ConnectionLook[]> {
  try {
    return await connections.etcd(place, timeoutMs);
  } catch (thrown) {
    if (thrown instanceof Failure) return [];
    throw thrown;
  }
}

/** How each member that does not stream comes back. The leader and the members concerned are asked once more, all at once. */
async function planRepairs(
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
