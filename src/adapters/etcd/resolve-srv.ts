import { Resolver, type SrvRecord } from 'node:dns';
import type { Trace } from '../../operations/ports/trace.js';

type Lookup = (name: string) => Promise<readonly Pick<SrvRecord, 'name' | 'port' | 'priority' | 'weight'>[]>;

/** In Patroni's order (dcs/etcd.py); its last two names are for etcd's peers, which speak another protocol. */
const SERVICES = ['_etcd-client-ssl', '_etcd-client', '_etcd-ssl', '_etcd'];
/** Far more than an etcd has members; each endpoint costs a client. */
const MOST_RECORDS = 32;
const TRY_MS = 1000;

interface LookupOptions {
  readonly servers?: readonly string[];
  readonly trace?: Trace | null;
}

/** Asks the name servers of this machine, or others, no longer than so many milliseconds in all. */
export function lookupWithin(timeoutMs: number, { servers, trace = null }: LookupOptions = {}): Lookup {
  const resolver = new Resolver({ timeout: TRY_MS, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const end = performance.now() + timeoutMs;
  const lookup: Lookup = (name) =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => resolver.cancel(), Math.max(1, end - performance.now()));
      resolver.resolveSrv(name, (error, records) => {
        clearTimeout(limit);
        if (error === null) resolve(records);
        else reject(error);
      });
    });
  return trace === null ? lookup : tracedLookup(lookup, trace);
}

function tracedLookup(lookup: Lookup, trace: Trace): Lookup {
  return async (name) => {
    const { traced } = await import('../exchange/traced.js');
    const asked = { peer: 'etcd', address: name, request: 'SRV' } as const;
    return traced(
      trace,
      asked,
      () => lookup(name),
      ({ length }) => `${length} records`,
    );
  };
}

/** The endpoints that SRV records name; none if no record is found. Names with `-ssl` imply https. Fails if nobody tells in time. */
export async function resolveEndpoints(
  domain: string,
  suffix: string | null,
  lookup: Lookup,
): Promise<readonly string[]> {
  let failure: unknown = null;
  for (const service of SERVICES) {
    const name = `${service}${suffix === null ? '' : `-${suffix}`}._tcp.${domain}`;
    const records = await lookup(name).catch((error: unknown) => {
      if (!isNoRecord(error)) failure = error;
      return [];
    });
    const protocol = service.endsWith('-ssl') ? 'https' : 'http';
    const sorted = [...records].sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    if (sorted.length > 0) {
      const used = sorted.slice(0, MOST_RECORDS);
      return used.map((record) => `${protocol}://${record.name.replace(/\.$/, '')}:${record.port}`);
    }
  }
  if (failure !== null) throw failure;
  return [];
}

/** The name server has answered. */
function isNoRecord(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOTFOUND' || code === 'ENODATA';
}
