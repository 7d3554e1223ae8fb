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
import { decodeHint } from '../diagnose/decode-answers.js';
import { readBundle } from '../diagnose/evidence-bundle.js';
import type { OwnVersions } from '../version/read-versions.js';

/** What a bundle is read for; the rest of it is for people. */
interface Bundle {
  readonly evidence: Evidence;
  readonly versions: OwnVersions;
  readonly connections: readonly ConnectionLook[];
  readonly repairs: readonly Repair[];
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
