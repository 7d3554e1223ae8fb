import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { isIP } from 'node:net';
import { type Decoder, listOf, objectOf, text } from '../../formats/decoders.js';
import { parseJson } from '../../formats/json.js';
import { prefixEnd, type RangeRead, type StoredKey } from './requests.js';
import type { TlsMaterial } from './tls.js';

export interface GatewayRange {
  readonly prefix: string;
  readonly serializable: boolean;
  readonly timeoutMs: number;
}

/**
 * All keys with a prefix by etcd's JSON gateway, over which Patroni does everything: HTTP/1 loads in a fraction of the time that
 * gRPC takes. Null if no keys come, for whatever reason; gRPC, which is asked then, tells it. Without a login only.
 */
export async function rangeByGateway(
  endpoint: URL,
  tls: TlsMaterial | null,
  { prefix, serializable, timeoutMs }: GatewayRange,
): Promise<RangeRead | null> {
  const asked = { key: base64(prefix), range_end: prefixEnd(prefix).toString('base64'), serializable };
  try {
    return decodeRange(parseJson(await post(endpoint, tls, JSON.stringify(asked), timeoutMs)), '');
  } catch {
    return null;
  }
}

function post({ hostname, port }: URL, tls: TlsMaterial | null, body: string, timeoutMs: number) {
  return new Promise<string>((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const request = (tls === null ? requestByHttp : requestByHttps)({
      // Without an agent of Node's there is neither keep-alive nor a proxy of the environment.
      agent: false,
      host,
      port,
      // Since etcd 3.4.
      path: '/v3/kv/range',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      ...(tls === null ? {} : secureOptions(tls, host)),
    });
    const timer = setTimeout(() => request.destroy(new Error('no answer')), timeoutMs);
    request.on('response', (response) => {
      if (response.statusCode !== 200) request.destroy(new Error(`status ${response.statusCode}`));
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    request.on('error', reject);
    request.on('close', () => {
      clearTimeout(timer);
      reject(new Error('cut off'));
    });
    request.end(body);
  });
}

function secureOptions({ rootCertificate, certChain, privateKey }: TlsMaterial, host: string) {
  return {
    ca: rootCertificate,
    ...(certChain === undefined ? {} : { cert: certChain }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
    ...(isIP(host) === 0 ? { servername: host } : {}),
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
