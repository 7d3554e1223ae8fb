import { connect, isIP } from 'node:net';
import { connect as connectByTls } from 'node:tls';
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
 * All keys with a prefix by etcd's JSON gateway, over which Patroni does everything: text over a socket is ready in a fraction
 * of the time that gRPC takes to load. Null if no keys come, for whatever reason; gRPC, which is asked then, tells it. Without a login only.
 */
export async function rangeByGateway(
  endpoint: URL,
  tls: TlsMaterial | null,
  { prefix, serializable, timeoutMs }: GatewayRange,
): Promise<RangeRead | null> {
  const asked = { key: base64(prefix), range_end: prefixEnd(prefix).toString('base64'), serializable };
  try {
    const answer = await post(endpoint, tls, JSON.stringify(asked), timeoutMs);
    return decodeRange(parseJson(bodyOf(answer)), '');
  } catch {
    return null;
  }
}

/**
 * HTTP/1.0, whose answers end with the connection: nothing to take apart, and no client for HTTP to load, which takes Node.js 6 ms. No
 * proxy of the environment is asked.
 */
function post(endpoint: URL, tls: TlsMaterial | null, body: string, timeoutMs: number): Promise<string> {
  const { hostname, host: authority, port, protocol } = endpoint;
  const host = hostname.replace(/^\[|\]$/g, '');
  // Of a URL its usual port is left out.
  const place = { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
  const head = [
    // Since etcd 3.4.
    'POST /v3/kv/range HTTP/1.0',
    `Host: ${authority}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = tls === null ? connect(place) : connectByTls({ ...place, ...secureOptions(tls, host) });
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), timeoutMs);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // Who says something else may wait for an answer to it.
      if (chunks.length === 1 && !isGood(chunk)) socket.destroy(new Error('refused'));
    });
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      reject(new Error('cut off'));
    });
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

const GOOD = ['HTTP/1.0 200 ', 'HTTP/1.1 200 '];

/** As far as the begin of an answer goes. */
function isGood(begin: Buffer): boolean {
  return GOOD.some((good) => good.startsWith(begin.toString('latin1', 0, good.length)));
}

/** Whether it was cut off is seen by who parses it. */
function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n'));
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
