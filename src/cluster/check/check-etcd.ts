import type { EtcdEndpointEvidence } from '../evidence/evidence.js';
import type { MonitoringCheck } from './monitoring-check.js';
import { measure, result } from './monitoring-result.js';

/** etcd answers, has a quorum and no alarm; an endpoint that is silent warns. */
export const checkEtcd: MonitoringCheck = ({ evidence: { etcd, cluster } }) => {
  const { endpoints, alarms } = etcd;
  const answering = endpoints.filter(({ status }) => status.ok);
  const measures = [
    measure('etcd_endpoints', answering.length),
    ...(answering.length === 0 ? [] : [measure('etcd_time', fastest(answering) / 1000, undefined, 's')]),
    ...(answering.length === 0 ? [] : [measure('etcd_size', largest(answering), undefined, 'B')]),
  ];
  const details = [
    ...(alarms ?? []).map(({ alarm, memberId }) => `alarm ${alarm} of etcd member ${memberId}`),
    ...endpoints.flatMap(({ address, status }) => (status.ok ? [] : [`${address}: ${status.message}`])),
  ];
  const summary = `${answering.length} of ${endpoints.length} etcd endpoints answer`;
  if (cluster.kind === 'stale') return result('CRITICAL', 'etcd has no quorum', measures, details);
  if (cluster.kind === 'unread')
    return result('CRITICAL', `etcd cannot be read, ${summary}`, measures, details);
  if ((alarms ?? []).length > 0) return result('CRITICAL', 'etcd has an alarm', measures, details);
  return result(answering.length < endpoints.length ? 'WARNING' : 'OK', summary, measures, details);
};

function fastest(endpoints: readonly EtcdEndpointEvidence[]): number {
  return Math.min(...endpoints.map(({ status }) => status.tookMs));
}

function largest(endpoints: readonly EtcdEndpointEvidence[]): number {
  return Math.max(...endpoints.map(({ status }) => (status.ok ? status.value.databaseSize : 0)));
}
