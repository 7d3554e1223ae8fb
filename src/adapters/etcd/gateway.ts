import { type Decoder, listOf, objectOf, text } from '../../formats/decoders.js';
import { parseJson } from '../../formats/json.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { EtcdSettings } from '../../operations/settings.js';
import { exchange, type HttpsOptions } from '../exchange/http-exchange.js';
import { prefixEnd, type RangeRead, type StoredKey } from './requests.js';
import type { TlsMaterial } from './tls.js';

interface GatewayRange {
  readonly prefix: string;
  readonly serializable: boolean;
  readonly timeoutMs: number;
}

/** Far more than a scope of a hundred members; what is longer comes by gRPC, which takes less memory for it. */
const BODY_BYTES = 8 * 1024 * 1024;

/**
 * All keys with a prefix by etcd's JSON gateway, over which Patroni does everything: HTTP is ready in a fraction of the time that gRPC
 * takes to load. Null if no keys come, for whatever reason; gRPC, which is asked then, tells it. Without a login only.
 */
export async function rangeByGateway(
  endpoint: URL,
  tls: TlsMaterial | null,
  { prefix, serializable, timeoutMs }: GatewayRange,
  trace: Trace | null = null,
): Promise<RangeRead | null> {
  const asked = { key: base64(prefix), range_end: prefixEnd(prefix).toString('base64'), serializable };
  const body = JSON.stringify(asked);
  return post({ endpoint, tls, timeoutMs, trace }, 'kv/range', { body, about: `"${prefix}"` }, decodeRange);
}

/** Where the gateway is, and how long it may take. */
export interface Gateway {
  readonly endpoint: URL;
  readonly tls: TlsMaterial | null;
  readonly timeoutMs: number;
  readonly trace: Trace | null;
}

/** The members of the etcd behind a gateway, with the addresses that they name for clients. */
interface GatewayMembers {
  readonly clusterId: string;
  /** That of the member which answered comes first. */
  readonly addresses: readonly string[];
}

/** Null if the gateway does not tell, for whatever reason. A login is used only if etcd wants one. */
export async function membersByGateway(
  gateway: Gateway,
  login: EtcdSettings['login'],
): Promise<GatewayMembers | null> {
  const path = 'cluster/member/list';
  const told = await post(gateway, path, { body: '{}' }, decodeMembers);
  if (told !== null || login === null) return told;
  const body = JSON.stringify({ name: login.username, password: login.password });
  const token = await post(gateway, 'auth/authenticate', { body }, decodeToken);
  return token === null ? null : post(gateway, path, { body: '{}', token }, decodeMembers);
}

interface Posted {
  readonly body: string;
  readonly token?: string;
  /** For a trace. */
  readonly about?: string;
}

async function post<T>(
  { endpoint, tls, timeoutMs, trace }: Gateway,
  path: string,
  { body, token, about }: Posted,
  decode: Decoder<T>,
): Promise<T | null> {
  const answer = await exchange({
    // Since etcd 3.4.
    url: new URL(`/v3/${path}`, endpoint),
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: token }),
    },
    body,
    tls: tls === null ? null : httpsOptions(tls),
    limits: { connectMs: timeoutMs, handshakeMs: timeoutMs, totalMs: timeoutMs, bodyBytes: BODY_BYTES },
    traced: trace && { trace, peer: 'etcd', ...(about === undefined ? {} : { about }) },
  });
  if ('error' in answer || answer.status !== 200) return null;
  try {
    return decode(parseJson(answer.body), '');
  } catch {
    return null;
  }
}

function httpsOptions({ rootCertificate, certChain, privateKey }: TlsMaterial): HttpsOptions {
  return {
    ca: rootCertificate,
    ...(certChain === undefined ? {} : { cert: certChain }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
  };
}

/** What is empty or zero is left out, and 64 bits are a text (JSON mapping of protobuf 3). */
function orElse<T>(decode: Decoder<T>, empty: T): Decoder<T> {
  return (value, path) => (value === undefined ? empty : decode(value, path));
}

const decodeBytes: Decoder<string> = (value, path) => Buffer.from(text(value, path), 'base64').toString();

const decodeKey: Decoder<StoredKey> = (value, path) => {
  const { key, value: stored, mod_revision, lease } = decodeFields(value, path);
  return { key, value: stored, modRevision: Number(mod_revision), lease };
};

const decodeFields = objectOf({
  key: decodeBytes,
  value: orElse(decodeBytes, ''),
  mod_revision: text,
  lease: orElse(text, '0'),
});

const decodeReply = objectOf({
  header: objectOf({ revision: text }),
  kvs: orElse(listOf(decodeKey), []),
});

const decodeRange: Decoder<RangeRead> = (value, path) => {
  const { header, kvs } = decodeReply(value, path);
  return { keys: kvs, revision: Number(header.revision), more: false };
};

const decodeToken: Decoder<string> = (value, path) => objectOf({ token: text })(value, path).token;

const decodeMemberList = objectOf({
  header: objectOf({ cluster_id: text, member_id: text }),
  members: listOf(objectOf({ ID: text, clientURLs: orElse(listOf(text), []) })),
});

const decodeMembers: Decoder<GatewayMembers> = (value, path) => {
  const { header, members } = decodeMemberList(value, path);
  const own = members.filter(({ ID }) => ID === header.member_id);
  const ordered = [...own, ...members.filter(({ ID }) => ID !== header.member_id)];
  return { clusterId: header.cluster_id, addresses: ordered.flatMap(({ clientURLs }) => clientURLs) };
};

function base64(value: string): string {
  return Buffer.from(value).toString('base64');
}
