import type { EtcdEvidence, Evidence } from '../../cluster/evidence/evidence.js';
import type { StatusDcs, StatusEndpoint } from './status-report.js';

/** etcd as such, and how far what it says of the cluster is of now. */
export function describeDcs({ cluster, etcd }: Evidence): StatusDcs {
  const trouble = 'code' in cluster ? cluster : null;
  return {
    state: cluster.kind,
    revision: 'revision' in cluster ? cluster.revision : null,
    code: trouble?.code ?? null,
    message: trouble?.message ?? null,
    endpoints: etcd.endpoints.map(describeEndpoint),
    votingMembers: etcd.members?.length ?? null,
    leader: leaderOf(etcd),
    alarms: etcd.alarms,
  };
}

function describeEndpoint({ address, status }: EtcdEvidence['endpoints'][number]): StatusEndpoint {
  const { tookMs: milliseconds } = status;
  if (!status.ok) {
    const { code, message } = status;
    return { address, answered: false, code, message, ...UNKNOWN, milliseconds };
  }
  const { version, memberId, databaseSize } = status.value;
  return {
    address,
    answered: true,
    code: null,
    message: null,
    version,
    memberId,
    databaseSize,
    milliseconds,
  };
}

const UNKNOWN = { version: null, memberId: null, databaseSize: null } as const;

/** The one of the highest term. */
function leaderOf({ endpoints, members }: EtcdEvidence): string | null {
  const told = endpoints.flatMap(({ status }) =>
    status.ok && status.value.leaderId !== null ? [status.value] : [],
  );
  const [newest] = told.sort((a, b) => b.raftTerm - a.raftTerm);
  const id = newest?.leaderId ?? null;
  return members?.find((member) => member.id === id)?.name || id;
}
