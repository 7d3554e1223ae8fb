import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsMaterial } from './tls.js';

/** How far a connection to an endpoint gets, layer by layer; the first layer that fails ends the probe. */
export type EndpointProbe =
  | { readonly layer: 'resolve' | 'connect' | 'tls' | 'protocol'; readonly reason: string }
  | { readonly layer: 'none' };

/** Looks at an endpoint by hand, because gRPC's messages tell little about what was wrong below it. */
export async function probeEndpoint(
  url: URL,
  tls: TlsMaterial | null,
  timeoutMs: number,
): Promise<EndpointProbe> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const until = Date.now() + timeoutMs;
  if (isIP(host) === 0) {
    const failed = await withTimeout(lookup(host), timeoutMs).then(() => null, reasonOf);
    if (failed !== null)
      return { layer: 'resolve', reason: `the name ${host} cannot be resolved: ${failed}` };
  }
  const socket = connect({ host, port: Number(url.port) });
  try {
    const refused = await connected(socket, 'connect', until - Date.now());
    if (refused !== null) return { layer: 'connect', reason: refused };
    if (tls === null) return await probePlain(socket, until - Date.now());
    return await probeTls(socket, host, tls, until - Date.now());
  } finally {
    socket.destroy();
  }
}

async function probeTls(
  socket: Socket,
  host: string,
  tls: TlsMaterial,
  timeoutMs: number,
): Promise<EndpointProbe> {
  const secure = connectTls({
    socket,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ca: tls.rootCertificate,
    ...(tls.certChain === undefined ? {} : { cert: tls.certChain }),
    ...(tls.privateKey === undefined ? {} : { key: tls.privateKey }),
    ALPNProtocols: ['h2'],
  });
  const failed = await connected(secure, 'secureConnect', timeoutMs);
  if (failed === null) return { layer: 'none' };
  const speaksNoTls = /wrong version number|connection reset|closed the connection|disconnected before/i.test(
    failed,
  );
  return { layer: 'tls', reason: speaksNoTls ? `does not speak TLS, it seems (${failed})` : failed };
}

/** etcd answers `GET /version` on its client port, also without a login. */
async function probePlain(socket: Socket, timeoutMs: number): Promise<EndpointProbe> {
  socket.write('GET /version HTTP/1.0\r\n\r\n');
  const reply = await firstReply(socket, timeoutMs);
  if (reply === null) return { layer: 'protocol', reason: 'accepts the connection but does not answer' };
  if (reply.includes('etcdserver')) return { layer: 'none' };
  const isTls = reply.charCodeAt(0) === 0x15 || /HTTPS? (server|request)/i.test(reply);
  if (isTls) return { layer: 'tls', reason: 'speaks TLS, but is asked without (protocol http)' };
  return { layer: 'protocol', reason: 'answers, but is not etcd' };
}

function firstReply(socket: Socket, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    let reply = '';
    const end = (): void => resolve(reply === '' ? null : reply);
    socket.setTimeout(Math.max(1, timeoutMs), end);
    socket.on('data', (chunk: Buffer) => {
      reply += chunk.toString('latin1');
      if (reply.includes('etcdserver') || reply.length > 4096) end();
    });
    socket.on('error', end);
    socket.on('close', () => resolve(reply === '' ? 'closed' : reply));
  });
}

/** Null once connected, otherwise why not. */
function connected(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
): Promise<string | null> {
  return new Promise((resolve) => {
    socket.setTimeout(Math.max(1, timeoutMs), () => resolve('no answer'));
    socket.once(event, () => resolve(null));
    socket.once('error', (error) => resolve(reasonOf(error)));
    socket.once('close', () => resolve('closed the connection'));
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network unreachable',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such name',
  EAI_AGAIN: 'the name server does not answer',
  CERT_HAS_EXPIRED: 'certificate has expired',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate of an unknown authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate of an unknown authority (self-signed)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate of an unknown authority',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return REASONS[code] ?? error.message;
}

function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
