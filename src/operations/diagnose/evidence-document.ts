import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type {
  ClusterLook,
  EtcdAlarm,
  EtcdEvidence,
  Evidence,
  KeyLease,
  ObservedMember,
} from '../../cluster/evidence/evidence.js';
import type { BalancerEvidence, BalancerServerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import type { ConfiguredCheck } from '../../cluster/haproxy/configured-check.js';
import type { DrainNote } from '../../cluster/haproxy/drain-note.js';
import {
  constant,
  type Decoder,
  flag,
  instant,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  text,
  variantOf,
} from '../../formats/decoders.js';
import { isJsonObject, type JsonValue, jsonText, parseExactJson } from '../../formats/json.js';
import {
  decodeEtcdStatus,
  decodeHint,
  decodeLook,
  decodeMemberStatus,
  decodeSaturation,
  decodeServerFacts,
} from './decode-answers.js';
import { decodeCluster, decodeLock, decodeMember } from './decode-cluster.js';

const check = objectOf<ConfiguredCheck>({
  isChecked: flag,
  kind: oneOf('http', 'tcp', 'external'),
  method: nullable(text),
  path: nullable(text),
  port: nullable(number),
  tls: flag,
  inter: number,
  fastinter: number,
  downinter: number,
  rise: number,
  fall: number,
  endsSessions: flag,
});

const server = objectOf<BalancerServerEvidence>({
  pool: text,
  purpose: oneOf('write', 'read', 'other'),
  server: text,
  member: nullable(text),
  address: nullable(text),
  status: text,
  isUp: flag,
  isBackup: flag,
  admin: oneOf('ready', 'drain', 'maintenance', 'disabled'),
  checkStatus: nullable(text),
  checkPort: nullable(number),
  check: nullable(check),
  since: nullable(number),
  sessions: nullable(number),
});

const decodeBalancer = objectOf<BalancerEvidence>({
  address: text,
  servers: decodeLook(listOf(server)),
  version: nullable(text),
  isForWrites: flag,
  file: nullable(decodeLook(text)),
  notes: listOf(
    objectOf<DrainNote>({ balancer: text, pool: text, server: text, member: text, at: text, by: text }),
  ),
});

/** Evidence as plain JSON, without anything that looks like a secret. */
export function evidenceDocument(evidence: Evidence): JsonValue {
  const plain = parseExactJson(jsonText(withoutMaps(evidence)));
  return concealLogins(concealSecrets([], plain, 'hide')) ?? null;
}

/** The evidence of a document; throws a DecodeError that says what is wrong with it. */
export function decodeEvidence(document: JsonValue | undefined): Evidence {
  return evidence(document, '');
}

function withoutMaps(value: unknown): unknown {
  if (value instanceof Map) return withoutMaps(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(withoutMaps);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutMaps(each)]));
}

/** In HAProxy's `stats auth USER:PASSWORD`. */
function concealLogins(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return value.replaceAll(/(\bauth\s+[^\s:]+):\S+/g, '$1:***');
  if (Array.isArray(value)) return value.map((each: JsonValue) => concealLogins(each) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, concealLogins(each) ?? null]));
}

const etcd = objectOf<EtcdEvidence>({
  endpoints: listOf(
    objectOf<EtcdEvidence['endpoints'][number]>({ address: text, status: decodeLook(decodeEtcdStatus) }),
  ),
  alarms: nullable(listOf(objectOf<EtcdAlarm>({ memberId: text, alarm: oneOf('NOSPACE', 'CORRUPT') }))),
  members: nullable(
    listOf(
      objectOf<NonNullable<EtcdEvidence['members']>[number]>({ id: text, name: text, urls: listOf(text) }),
    ),
  ),
});

type Kind<K extends ClusterLook['kind']> = Extract<ClusterLook, { readonly kind: K }>;

const cluster = variantOf<ClusterLook>('kind', {
  present: objectOf<Kind<'present'>>({ kind: constant('present'), cluster: decodeCluster, revision: number }),
  stale: objectOf<Kind<'stale'>>({
    kind: constant('stale'),
    cluster: decodeCluster,
    revision: number,
    code: text,
    message: text,
  }),
  absent: objectOf<Kind<'absent'>>({ kind: constant('absent'), revision: number }),
  unread: objectOf<Kind<'unread'>>({
    kind: constant('unread'),
    code: text,
    message: text,
    next: nullable(decodeHint),
  }),
});

const keyLease = objectOf<KeyLease>({ granted: number, remaining: number });

const lease: Decoder<ObservedMember['lease']> = (value, path) =>
  value === null || value === 'none' ? value : keyLease(value, path);

const member = objectOf<ObservedMember>({
  name: text,
  key: nullable(decodeMember),
  trace: nullable(
    objectOf<NonNullable<ObservedMember['trace']>>({
      sources: listOf(oneOf('leader-slot', 'failsafe', 'history', 'older-revision', 'settings')),
      lastKey: nullable(decodeMember),
      lastRevision: nullable(number),
    }),
  ),
  lease,
  earlierKeys: listOf(decodeMember),
  agent: nullable(decodeLook(decodeMemberStatus)),
  facts: nullable(decodeLook(decodeServerFacts)),
  saturation: nullable(decodeSaturation),
  applyDelay: nullable(number),
  replayDelay: nullable(number),
  agentClockAhead: nullable(number),
  sqlClockAhead: nullable(number),
});

const evidence: Decoder<Evidence> = objectOf<Evidence>({
  scope: text,
  namespace: text,
  group: nullable(number),
  at: instant,
  etcd,
  cluster,
  brokenKeys: listOf(objectOf<Evidence['brokenKeys'][number]>({ key: text, message: text })),
  formerLeader: nullable(decodeLock),
  lastGoodConfig: nullable(number),
  otherScopes: listOf(text),
  otherNamespaces: listOf(text),
  members: listOf(member),
  balancers: listOf(decodeBalancer),
  before: (value, path) => (value === null ? null : evidence(value, path)),
  // Older documents do not have it.
  sinceBeforeMs: (value, path) => (value === undefined ? null : nullable(number)(value, path)),
});
