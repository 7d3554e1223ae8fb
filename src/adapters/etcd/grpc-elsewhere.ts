import { isIP } from 'node:net';
import type { EtcdSettings } from '../../operations/settings.js';
import type { Endpoint } from './endpoint.js';
import { HttpOnlyError, isEtcdsWord } from './etcd-errors.js';
import { type Gateway, membersByGateway } from './gateway.js';
import { askHedged } from './hedge.js';
import { probeEndpoint } from './probe-endpoint.js';
import type { TlsMaterial } from './tls.js';

interface Asked {
  readonly gateway: Gateway;
  readonly login: EtcdSettings['login'];
  /** For a member with https. */
  readonly readTls: () => Promise<TlsMaterial>;
  readonly openAt: (url: URL, tls: TlsMaterial | null) => Endpoint;
}

const HEDGE_MS = 100;
const MOST_ADDRESSES = 16;
/** Of the time: for the gateway, and for finding out what is wrong with the addresses. */
const GATEWAY_SHARE = 0.4;
const PROBE_SHARE = 0.3;

/**
 * An endpoint for the gRPC of the same etcd, at an address that its members name for clients; null if the gateway does not answer
 * either. etcd can have a port of its own for HTTP (`--listen-client-http-urls`, etcd 3.4.25 and 3.5.8), and a proxy may pass HTTP/1.1
 * only: both are enough for Patroni, which goes on at the members' addresses in the same way.
 */
export async function findGrpc({ gateway, login, readTls, openAt }: Asked): Promise<Endpoint | null> {
  const begun = performance.now();
  const left = (): number => Math.max(50, gateway.timeoutMs - (performance.now() - begun));
  const told = await membersByGateway({ ...gateway, timeoutMs: left() * GATEWAY_SHARE }, login);
  if (told === null) return null;
  const named = [...new Set(told.addresses)].slice(0, MOST_ADDRESSES).map((address) => ({
    address,
    obstacle: obstacleTo(address, gateway.endpoint),
  }));
  const usable = named.filter(({ obstacle }) => obstacle === null).map(({ address }) => new URL(address));
  const probeMs = left() * PROBE_SHARE;
  const askMs = left() - probeMs;
  const open = async (url: URL): Promise<Endpoint> => {
    const endpoint = openAt(url, url.protocol === 'https:' ? await readTls() : null);
    try {
      const clusterId = await endpoint.clusterId(askMs);
      if (clusterId === told.clusterId) return endpoint;
      throw new AnotherEtcd();
    } catch (error) {
      // Whoever refuses a login is etcd; the question itself will tell.
      if (isEtcdsWord(error)) return endpoint;
      endpoint.close();
      throw error;
    }
  };
  const answer = usable.length === 0 ? { errors: [] } : await askHedged(usable, HEDGE_MS, open);
  if ('value' in answer) return answer.value;
  const explain = async (address: string, obstacle: string | null): Promise<string> => {
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url === null || url.host === '' || obstacle !== null) return `${url?.host || address} (${obstacle})`;
    const error = answer.errors.find(({ endpoint }) => endpoint.href === url.href)?.error;
    return `${url.host} (${await reasonFor(url, error, readTls, probeMs)})`;
  };
  const others = named.filter(({ obstacle }) => obstacle !== SAME);
  const reasons = await Promise.all(others.map(({ address, obstacle }) => explain(address, obstacle)));
  const where =
    reasons.length === 0 ? 'its members name no other address for gRPC' : `gRPC is at ${reasons.join(', ')}`;
  throw new HttpOnlyError(`speaks HTTP only; ${where}`);
}

class AnotherEtcd extends Error {}

const SAME = 'the same address';

/** Why nobody goes there, whether it can be reached or not. A login and what is read must not be less protected than on the way that was configured. */
function obstacleTo(address: string, from: URL): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return 'an address of neither http nor https';
  if (url.host === from.host) return SAME;
  if (from.protocol === 'https:' && url.protocol === 'http:') return 'without TLS, so it is not asked';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '0.0.0.0' || host === '::') return 'an address for listening, not for clients';
  return isLoopback(host) && !isLoopback(from.hostname.replace(/^\[|\]$/g, ''))
    ? 'known as this only on the host of etcd'
    : null;
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.localhost');
  return host === '::1' || /^(::ffff:)?127\./.test(host);
}

async function reasonFor(
  url: URL,
  error: unknown,
  readTls: () => Promise<TlsMaterial>,
  timeoutMs: number,
): Promise<string> {
  if (error instanceof AnotherEtcd) return 'another etcd answers there';
  try {
    const tls = url.protocol === 'https:' ? await readTls() : null;
    const probe = await probeEndpoint(url, tls, timeoutMs);
    return probe.layer === 'none' ? 'it does not answer there either' : probe.reason;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
