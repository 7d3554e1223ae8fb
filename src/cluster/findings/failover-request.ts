import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Cluster, FailoverRequest } from '../model/cluster.js';
import { loopWait } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { presentCluster } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** A change of leader that was asked for and has not happened yet. */
export const requestPending: Check = {
  code: 'request-pending',
  severity: 'info',
  title: 'no change of leader is pending',
  find: (evidence) => tellRequest(evidence, 'request-pending'),
};

/** A request that nobody can fulfil any more: the leader clears it, if there is one. */
export const orphanFailoverKey: Check = {
  code: 'orphan-failover-key',
  severity: 'info',
  title: 'no request is left over',
  find: (evidence) => tellRequest(evidence, 'orphan-failover-key'),
};

/** The key stays behind as `{}` after use, which asks for nothing. A scheduled request is told by `schedule-…` if it is in trouble. */
function tellRequest(evidence: Evidence, code: 'request-pending' | 'orphan-failover-key'): Finding[] {
  const cluster = presentCluster(evidence);
  const request = cluster?.failover ?? null;
  if (cluster === null || request === null || request.scheduledAt !== null) return [];
  const obstacle = obstacleOf(cluster, request);
  if ((obstacle === null) !== (code === 'request-pending')) return [];
  const kind = request.leader === null ? 'failover' : 'switchover';
  const what = `a ${kind}${request.leader === null ? '' : ` away from ${request.leader}`}${request.candidate === null ? '' : ` to ${request.candidate}`}`;
  const message =
    obstacle === null
      ? `${what} is asked for and still pending: the leader acts on it within a cycle (loop_wait ${loopWait(cluster.config)} s), or drops it`
      : `${what} is left over: ${obstacle}`;
  const clear = remedy('cancel it', ctl('flush', evidence, ['switchover'], { 'via-dcs': true }));
  return [
    finding(code, 'info', request.candidate, {
      message,
      evidence: [seen('dcs', `the key failover, revision ${request.revision}`)],
      remedies: obstacle === null ? [remedy('watch it', ctl(kind, evidence, [], { follow: true }))] : [clear],
    }),
  ];
}

function obstacleOf(
  { leader, members }: Cluster,
  { leader: from, candidate }: FailoverRequest,
): string | null {
  if (from !== null && leader !== null && from !== leader.name) return `${leader.name} leads now`;
  if (candidate === null) return null;
  if (candidate === leader?.name) return `${candidate} leads already`;
  return members.some(({ name }) => name === candidate) ? null : `${candidate} is not registered`;
}
