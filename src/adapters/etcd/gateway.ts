import { type Decoder, listOf, objectOf, text } from '../../formats/decoders.js';
import { parseJson } from '../../formats/json.js';
import type { Trace } from '../../operations/ports/trace.js';
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
  const answer = await exchange({
    // Since etcd 3.4.
    url: new URL('/v3/kv/range', endpoint),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    tls: tls === null ? null : httpsOptions(tls),
    limits: { connectMs: timeoutMs, handshakeMs: timeoutMs, totalMs: timeoutMs, bodyBytes: BODY_BYTES },
    traced: trace && { trace, peer: 'etcd', about: `"${prefix}"` },
  });
  if ('error' in answer || answer.status !== 200) return null;
  try {
    return decodeRange(parseJson(answer.body), '');
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

function base64(value: string): string {
  return Buffer.from(value).toString('base64');
}
