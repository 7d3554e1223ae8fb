import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { Repair } from '../../cluster/doctor/repair.js';
import type { ConnectionLook, LayerLook } from '../../cluster/evidence/connection-look.js';
import type { Evidence } from '../../cluster/evidence/evidence.js';
import type { Remedy } from '../../cluster/evidence/finding.js';
import { Failure } from '../../errors.js';
import {
  DecodeError,
  flag,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  text,
} from '../../formats/decoders.js';
import { ctl, hint } from '../../formats/hint.js';
import { isJsonObject, type JsonObject, jsonText, parseExactJson } from '../../formats/json.js';
import { escapedJson } from '../../formats/visible-text.js';
import { decodeHint } from '../diagnose/decode-answers.js';
import { diagnosisOf } from '../diagnose/diagnose.js';
import { bundleDocument, readBundle } from '../diagnose/evidence-bundle.js';
import type { OperatorInput } from '../ports/operator-ports.js';
import type { NewFiles } from '../ports/ports.js';
import type { Settings } from '../settings.js';
import { describeThen } from '../status/status.js';
import type { OwnVersions } from '../version/read-versions.js';
import { describeExamination } from './describe-examination.js';
import type { DoctorPorts, DoctorReport, DoctorRequest } from './doctor-report.js';
import { examineCluster } from './examine-cluster.js';

/** With a bundle, the settings are told, and a file is written. */
interface BundlingPorts extends Omit<DoctorPorts, 'settings'> {
  readonly settings: Settings;
  readonly newFiles: NewFiles;
}

/** What a bundle is read for; the rest of it is for people. */
interface Bundle {
  readonly evidence: Evidence;
  readonly versions: OwnVersions;
  readonly connections: readonly ConnectionLook[];
  readonly repairs: readonly Repair[];
}

const layer = objectOf<LayerLook>({
  layer: oneOf('resolve', 'tcp', 'tls', 'answer', 'login', 'read', 'write', 'notes', 'cluster', 'privileges'),
  state: oneOf('ok', 'warning', 'failed', 'unchecked', 'unused'),
  seen: nullable(text),
  code: nullable(text),
  next: nullable(decodeHint),
});

const connection = objectOf<ConnectionLook>({
  target: oneOf('etcd', 'agent', 'sql'),
  subject: text,
  address: nullable(text),
  layers: listOf(layer),
  certificateEnds: nullable(text),
});

const repair = objectOf<Repair>({
  member: text,
  finding: text,
  timeline: nullable(number),
  leaderTimeline: nullable(number),
  switchPoint: nullable(number),
  position: nullable(number),
  standing: oneOf('behind', 'diverged', 'unknown'),
  walOnLeader: nullable(flag),
  rewind: oneOf('not-needed', 'possible', 'not-enabled', 'impossible', 'unknown'),
  because: listOf(text),
  steps: listOf(objectOf<Remedy>({ sentence: text, command: nullable(decodeHint) })),
});

const others = objectOf<Omit<Bundle, 'evidence'>>({
  versions: objectOf<OwnVersions>({ ctl: text, node: text }),
  connections: listOf(connection),
  repairs: listOf(repair),
});

/** Looks for whatever is wrong with a cluster and the way to it, and keeps it in a file if one is named. */
export async function doctor(
  ports: BundlingPorts,
  request: DoctorRequest,
  bundle: string | null,
): Promise<DoctorReport> {
  const examination = await examineCluster(ports, request);
  const report = describeExamination(examination);
  if (bundle === null) return report;
  const text = bundleText(report, examination.diagnosis.evidence, ports.settings);
  await ports.newFiles.create(bundle, text, '--bundle');
  return { ...report, bundle };
}

/** What a bundle tells, judged anew. Nobody is asked. */
export async function doctorFrom(
  input: Pick<OperatorInput, 'readText'>,
  file: string,
): Promise<DoctorReport> {
  const { evidence, ...others } = decodeBundle(await input.readText(file, '--from'), file);
  const diagnosis = diagnosisOf(evidence);
  const { cluster: status, warnings } = describeThen(diagnosis);
  const { versions: own, connections, repairs } = others;
  return describeExamination({ diagnosis, status, connections, repairs, own, from: file, warnings });
}

/** One file for a colleague: all that was seen, what it was taken for, and by what settings; without a secret. */
export function bundleText(report: DoctorReport, evidence: Evidence, settings: Settings): string {
  const { outcome, code, warnings, errors, from, bundle, ...told } = report;
  const plain = parseExactJson(jsonText({ ...told, settings: settingsDocument(settings) }));
  const others = concealSecrets([], plain ?? null);
  const document = bundleDocument([evidence], isJsonObject(others) ? others : {});
  return `${escapedJson(jsonText(document, 1))}\n`;
}

/** The settings by which a cluster was reached: whose logins, which files, and no password. What is not named here is not in it. */
function settingsDocument(settings: Settings): JsonObject {
  const { scope, namespace, citus, ownMember, origin, etcd, agent, sql, balancers, routes } = settings;
  return {
    scope,
    namespace,
    citus: citus === null ? null : { group: citus.group, database: citus.database },
    ownMember: ownMember?.name ?? null,
    origin: origin(),
    etcd: {
      endpoints: [...etcd.endpoints],
      srv: etcd.srv === null ? null : { domain: etcd.srv.domain, suffix: etcd.srv.suffix },
      tls: { cacert: etcd.tls.cacert, cert: etcd.tls.cert, key: etcd.tls.key },
      username: etcd.login?.username ?? null,
    },
    agent: {
      username: agent.login?.username ?? null,
      cacert: agent.cacert,
      certfile: agent.certfile,
      keyfile: agent.keyfile,
      insecure: agent.insecure,
    },
    sql: { username: sql.username },
    haproxy: balancers.map((balancer) => ({
      scope: balancer.scope,
      stats: balancer.stats,
      write: addressOf(balancer.write),
      read: addressOf(balancer.read),
    })),
    routes: routes.map((route) => ({ scope: route.scope, address: addressOf(route.address) })),
  };
}

function addressOf(address: { readonly host: string; readonly port: number } | null): string | null {
  return address === null ? null : `${address.host}:${address.port}`;
}

/** What `doctor --bundle` has written; a text that is anything else is an error of usage. */
export function decodeBundle(written: string, file: string): Bundle {
  const { evidence, document } = readBundle(written, file);
  const [first] = evidence;
  try {
    if (first === undefined) throw new DecodeError('evidence', 'evidence of a cluster');
    return { evidence: first, ...others(document, '') };
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    throw new Failure('usage', 'bad-bundle', `${file} is no bundle of ctl: ${thrown.message}`, {
      subject: file,
      next: hint`to write one: ${ctl('doctor', null, [], { bundle: 'FILE' })}`,
    });
  }
}
