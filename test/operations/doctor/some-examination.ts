import type { Repair } from '../../../src/cluster/doctor/repair.js';
import {
  type ConnectionLook,
  type LayerLook,
  passed,
  unchecked,
  unused,
} from '../../../src/cluster/evidence/connection-look.js';
import type { Evidence } from '../../../src/cluster/evidence/evidence.js';
import { diagnosisOf } from '../../../src/operations/diagnose/diagnose.js';
import { describeExamination } from '../../../src/operations/doctor/describe-examination.js';
import type { DoctorReport } from '../../../src/operations/doctor/doctor-report.js';
import { describeThen } from '../../../src/operations/status/status.js';

export function someReport(
  evidence: Evidence,
  connections: readonly ConnectionLook[] = [],
  repairs: readonly Repair[] = [],
): DoctorReport {
  const diagnosis = diagnosisOf(evidence);
  const { cluster: status } = describeThen(diagnosis);
  const own = { ctl: '0.1.0', node: 'v20.0.0' };
  return describeExamination({ diagnosis, status, connections, repairs, own, from: null, warnings: [] });
}

/** An endpoint of etcd that stands, but for what is said. */
export function etcdLook(subject: string, ...changes: readonly LayerLook[]): ConnectionLook {
  return someLook('etcd', subject, changes, [
    ...[passed('resolve'), passed('tcp'), passed('tls', 'TLS 1.3 until 2027-03-01')],
    ...[passed('answer', 'etcd 3.5.30'), passed('login', 'as patroni')],
    ...[passed('read', '/service/demo/'), passed('write', '/service/demo/')],
    ...[passed('notes', '/service-ctl/demo/'), passed('cluster', 'revision 48211')],
  ]);
}

export function agentLook(subject: string, ...changes: readonly LayerLook[]): ConnectionLook {
  return someLook('agent', subject, changes, [
    ...[passed('resolve'), passed('tcp'), unused('tls', 'http')],
    ...[passed('answer', 'Patroni 4.1.5'), passed('login', 'as patroni')],
  ]);
}

export function sqlLook(subject: string, ...changes: readonly LayerLook[]): ConnectionLook {
  return someLook('sql', subject, changes, [
    ...[passed('resolve'), passed('tcp'), unused('tls', 'without'), passed('login', 'as postgres')],
    ...[passed('answer', 'PostgreSQL 15.18'), passed('privileges', 'superuser')],
  ]);
}

/** What is behind a step that failed is unchecked. */
function someLook(
  target: ConnectionLook['target'],
  subject: string,
  changes: readonly LayerLook[],
  standing: readonly LayerLook[],
): ConnectionLook {
  const layers = standing.map((each) => changes.find(({ layer }) => layer === each.layer) ?? each);
  const end = layers.findIndex(({ state }) => state === 'failed');
  return {
    target,
    subject,
    address: subject.includes(':') ? subject : `10.0.0.1:${subject.replace(/\D/g, '')}`,
    layers: layers.map((each, index) => (end !== -1 && index > end ? unchecked(each.layer) : each)),
    certificateEnds: null,
  };
}
