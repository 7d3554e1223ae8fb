import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { entryOf } from '../../formats/json.js';
import type { Trace } from '../../operations/ports/trace.js';
import { Silence } from '../exchange/failures.js';
import { CERTIFICATE_KEYS, explainAlert, explainCertificate, type TlsFault } from './explain-tls.js';
import type { TlsMaterial } from './tls.js';

/** How far a connection to an endpoint gets, layer by layer; the first layer that fails ends the probe. */
export type EndpointProbe =
  | { readonly layer: 'resolve' | 'connect' | 'protocol'; readonly reason: string }
  | ({ readonly layer: 'tls' } & TlsFault)
  | { readonly layer: 'none'; readonly tls: SpokenTls | null };

/** TLS that stands. */
interface SpokenTls {
  /** Such as `TLSv1.3`. */
  readonly protocol: string | null;
  readonly certificateEnds: Date | null;
}

/** Looks at an endpoint by hand, because gRPC's messages tell little about what was wrong below it. */
export async function probeEndpoint(
  url: URL,
  tls: TlsMaterial | null,
  timeoutMs: number,
  trace: Trace | null = null,
): Promise<EndpointProbe> {
  if (trace === null) return stepThrough(url, tls, timeoutMs);
  const { traced } = await import('../exchange/traced.js');
  const asked = {
    peer: 'etcd',
    address: url.host,
    request: `probe over ${url.protocol.slice(0, -1)}`,
  } as const;
  const describe = (probe: EndpointProbe): string =>
    probe.layer === 'none' ? 'it is etcd' : `failed: ${probe.reason} (${probe.layer})`;
  return traced(trace, asked, () => stepThrough(url, tls, timeoutMs), describe);
}

async function stepThrough(url: URL, tls: TlsMaterial | null, timeoutMs: number): Promise<EndpointProbe> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const until = performance.now() + timeoutMs;
  if (isIP(host) === 0) {
    const failed = await withTimeout(lookup(host), timeoutMs).then(() => null, reasonOf);
    if (failed !== null)
      return { layer: 'resolve', reason: `the name ${host} cannot be resolved: ${failed}` };
  }
  const address = { host, port: Number(url.port) };
  const socket = connect(address);
  try {
    const refused = await outcomeOf(socket, 'connect', until - performance.now());
    if (refused !== null) return { layer: 'connect', reason: reasonOf(refused) };
    if (tls !== null) return await probeTls(socket, host, tls, until - performance.now());
    const probe = await probePlain(socket, url.host, until - performance.now());
    // etcd with TLS closes such a connection without a word.
    return probe === NOT_ETCD && (await speaksTls(address, until - performance.now())) ? WITHOUT_TLS : probe;
  } finally {
    socket.destroy();
  }
}

const NOT_ETCD: EndpointProbe = { layer: 'protocol', reason: 'answers, but is not etcd' };
const WITHOUT_TLS: EndpointProbe = {
  layer: 'tls',
  reason: 'speaks TLS, but is asked without (protocol http)',
  keys: ['etcd3.protocol'],
};

async function speaksTls(
  address: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<boolean> {
  const socket = connectTls({ ...address, rejectUnauthorized: false });
  const failed = await outcomeOf(socket, 'secureConnect', timeoutMs);
  socket.destroy();
  return failed === null;
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
    // To be able to say whose certificate it is that is not believed; nothing is sent then.
    rejectUnauthorized: false,
  });
  const until = performance.now() + timeoutMs;
  const hasCertificate = tls.certChain !== undefined;
  const failed = await outcomeOf(secure, 'secureConnect', timeoutMs);
  if (failed instanceof Silence)
    return { layer: 'protocol', reason: 'accepts the connection but does not answer the TLS handshake' };
  // It speaks TLS, but not HTTP/2 within.
  if (failed !== null && /no application protocol/i.test(reasonOf(failed))) return NOT_ETCD;
  if (failed !== null) return { layer: 'tls', ...explainHandshake(failed, hasCertificate) };
  if (!secure.authorized) {
    const fault = explainCertificate(host, String(secure.authorizationError), secure.getPeerCertificate());
    return { layer: 'tls', ...fault };
  }
  return probeHttp2(secure, hasCertificate, until - performance.now());
}

/** TLS 1.3 complains about a client's certificate only after the handshake, so an answer has to be waited for. */
async function probeHttp2(
  socket: TLSSocket,
  hasCertificate: boolean,
  timeoutMs: number,
): Promise<EndpointProbe> {
  socket.write(HTTP2_PREFACE);
  const reply = await firstReply(socket, timeoutMs, HTTP2_FRAME_HEADER);
  if (reply instanceof Error) {
    const reason = `closes the connection after the TLS handshake (${reasonOf(reply)})`;
    return { layer: 'tls', ...(explainAlert(reply, hasCertificate) ?? { reason, keys: CERTIFICATE_KEYS }) };
  }
  if (reply === null) return { layer: 'protocol', reason: 'accepts the connection but does not answer' };
  const isSettings = reply.charCodeAt(3) === HTTP2_SETTINGS;
  return isSettings ? { layer: 'none', tls: spokenTls(socket) } : NOT_ETCD;
}

function spokenTls(socket: TLSSocket): SpokenTls {
  const ends = new Date(socket.getPeerCertificate().valid_to);
  return { protocol: socket.getProtocol(), certificateEnds: Number.isNaN(ends.getTime()) ? null : ends };
}

/** The preface of a client, with settings that change nothing. */
const HTTP2_PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const HTTP2_FRAME_HEADER = 9;
const HTTP2_SETTINGS = 4;

function explainHandshake(error: Error, hasCertificate: boolean): TlsFault {
  const fault = explainAlert(error, hasCertificate);
  if (fault !== null) return fault;
  const reason = reasonOf(error);
  const speaksNoTls = /wrong version number|connection reset|closed the connection|disconnected before/i.test(
    reason,
  );
  return speaksNoTls
    ? { reason: `does not speak TLS, it seems (${reason})`, keys: ['etcd3.protocol'] }
    : { reason, keys: ['etcd3.protocol', 'etcd3.cacert'] };
}

/** etcd answers `GET /version` on its client port, also without a login. */
async function probePlain(socket: Socket, host: string, timeoutMs: number): Promise<EndpointProbe> {
  socket.write(`GET /version HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
  const reply = await firstReply(socket, timeoutMs, 4096);
  if (reply === null) return { layer: 'protocol', reason: 'accepts the connection but does not answer' };
  if (typeof reply !== 'string') return NOT_ETCD;
  const status = /^HTTP\/1\.\d ([45]\d\d)\b/.exec(reply)?.[1];
  if (status !== undefined) return { layer: 'protocol', reason: `answers HTTP ${status}, but not as etcd` };
  // With a port of its own for HTTP, etcd has nothing on this one but gRPC, which begins with its settings.
  const isEtcd = reply.includes('etcdserver') || reply.charCodeAt(3) === HTTP2_SETTINGS;
  return isEtcd ? { layer: 'none', tls: null } : NOT_ETCD;
}

/** What comes until it is enough, etcd's version is told or the connection ends; null if nothing comes in time. */
function firstReply(socket: Socket, timeoutMs: number, enough: number): Promise<string | Error | null> {
  return new Promise((settle) => {
    let reply = '';
    const resolve = (outcome: string | Error | null): void => {
      clearTimeout(limit);
      // Of a flood nothing more is taken.
      socket.pause();
      settle(outcome);
    };
    const limit = setTimeout(() => resolve(reply === '' ? null : reply), Math.max(1, timeoutMs));
    socket.on('data', (chunk: Buffer) => {
      reply += chunk.toString('latin1', 0, enough);
      if (reply.includes('etcdserver') || reply.length >= enough) resolve(reply);
    });
    socket.on('error', resolve);
    socket.on('close', () => resolve(reply === '' ? CLOSED : reply));
  });
}

const CLOSED = new Error('closed the connection');

/** Null once the event has come, otherwise why it has not. */
function outcomeOf(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
): Promise<Error | null> {
  return new Promise((settle) => {
    const resolve = (outcome: Error | null): void => {
      clearTimeout(limit);
      settle(outcome);
    };
    // For all of it: who sends a byte now and then has not answered either.
    const limit = setTimeout(() => resolve(new Silence(timeoutMs)), Math.max(1, timeoutMs));
    socket.once(event, () => resolve(null));
    socket.on('error', resolve);
    socket.once('close', () => resolve(CLOSED));
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
};

function reasonOf(error: unknown): string {
  if (error instanceof Silence) return 'no answer';
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const [, words] = /:SSL routines:[^:]*:([^:]+)/.exec(error.message) ?? [];
  return entryOf(REASONS, code) ?? words ?? error.message;
}

function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
