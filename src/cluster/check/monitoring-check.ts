import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { presentCluster } from '../findings/known.js';
import type { Cluster } from '../model/cluster.js';
import type { Expectations } from './expectations.js';
import { type MonitoringResult, result } from './monitoring-result.js';

export interface Diagnosed {
  readonly evidence: Evidence;
  readonly findings: readonly Finding[];
}

/** One thing that a monitoring system may ask for. */
export type MonitoringCheck = (diagnosed: Diagnosed, expected: Expectations) => MonitoringResult;

/** A check of what etcd holds now: without that nothing is known. */
export function ofCluster(
  check: (cluster: Cluster, evidence: Evidence, expected: Expectations) => MonitoringResult,
): MonitoringCheck {
  return ({ evidence }, expected) => {
    const cluster = presentCluster(evidence);
    return cluster === null ? result('UNKNOWN', whyUnread(evidence)) : check(cluster, evidence, expected);
  };
}

function whyUnread({ cluster, scope, namespace }: Evidence): string {
  switch (cluster.kind) {
    case 'absent':
      return `there is no cluster ${scope} under ${namespace}`;
    case 'unread':
    case 'stale':
      return `etcd cannot be read: ${cluster.message.replace(/\.$/, '')}`;
    case 'present':
      return 'nothing is known';
  }
}
