import { Failure } from '../../errors.js';
import type { Dcs, EtcdSettings, FoundScope, ScopeReading } from '../../operations/ports.js';
import { formationFromKeys } from './cluster-from-keys.js';
import { Endpoint, type RangeRead } from './endpoint.js';
import { explainFailure, type FailedRead, isFinal, isPassing } from './explain-failure.js';
import { askHedged } from './hedge.js';
import { namespacePrefix, placeOf, type RawKey, scopePrefix } from './keys.js';
import { resolveEndpoints } from './resolve-srv.js';
import { readTls, type TlsMaterial } from './tls.js';

/** No endpoint is waited for longer than this; another one is asked long before. */
const ATTEMPT_MS = 1500;
const HEDGE_MS = 300;
const PAGE = 5000;

export interface DcsOptions {
  readonly etcd: EtcdSettings;
  readonly namespace: string;
  /** For messages: where the endpoints come from, and where a key of the settings stands. */
  readonly origin: string;
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority; if the system has none, Node's own are. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
  /** Time for each operation, attempts and explanation included. */
  readonly deadlineMs: number;
  /** Whether to be content with what one etcd member knows if there is no quorum. */
  readonly stale: boolean;
}

export type ClosableDcs = Dcs & { close(): void };

export async function openDcs(options: DcsOptions): Promise<ClosableDcs> {
  const { etcd, namespace } = options;
  const urls = (await endpointsOf(etcd)).map((url) => new URL(url));
  const tls = urls.some(({ protocol }) => protocol === 'https:')
    ? await readTls({ ...options, tls: etcd.tls })
    : null;
  const endpoints = urls.map((url) => new Endpoint(url, etcd.login, url.protocol === 'https:' ? tls : null));
  const reader = new Reader(endpoints, tls, options);
  return {
    namespace: namespacePrefix(namespace),
    readScope: (scope) => readScope(reader, scopePrefix(namespace, scope)),
    findScopes: () => findScopes(reader, namespacePrefix(namespace)),
    close: () => {
      for (const endpoint of endpoints) endpoint.close();
    },
  };
}

/** The domain's records, if it has any, go before the endpoints that are named. */
async function endpointsOf({ srv, endpoints }: EtcdSettings): Promise<readonly string[]> {
  const found = srv === null ? [] : await resolveEndpoints(srv.domain, srv.suffix);
  if (found.length > 0 || srv === null || endpoints.length > 0) return found.length > 0 ? found : endpoints;
  throw new Failure(
    'unreachable',
    'dcs-unreachable',
    `etcd3.srv: no SRV record names an etcd in ${srv.domain}`,
    {
      subject: 'etcd3.srv',
    },
  );
}

async function readScope(reader: Reader, prefix: string): Promise<ScopeReading> {
  const { read, consistency } = await reader.read(prefix, (endpoint, timeoutMs, serializable) =>
    endpoint.range(prefix, timeoutMs, { serializable }),
  );
  return { ...formationFromKeys(read.keys, prefix), revision: read.revision, consistency };
}

/** Reads keys without values, page by page at the revision of the first page. */
async function findScopes(reader: Reader, prefix: string): Promise<readonly FoundScope[]> {
  const found = new Map<string, string[]>();
  let from = prefix;
  let revision = 0;
  for (let more = true; more; ) {
    const page = { keysOnly: true, limit: PAGE, from, revision };
    const { read } = await reader.read(prefix, (endpoint, timeoutMs, serializable) =>
      endpoint.range(prefix, timeoutMs, { ...page, serializable }),
    );
    for (const raw of read.keys) addPlace(found, raw, prefix);
    revision = read.revision;
    from = `${read.keys.at(-1)?.key}\0`;
    more = read.more;
  }
  return [...found].map(([scope, members]) => ({ scope, members }));
}

function addPlace(found: Map<string, string[]>, raw: RawKey, prefix: string): void {
  const place = placeOf(raw.key, prefix);
  if (place === null) return;
  const members = found.get(place.scope) ?? [];
  if (place.member !== null) members.push(place.member);
  found.set(place.scope, members);
}

type Read = (endpoint: Endpoint, timeoutMs: number, serializable: boolean) => Promise<RangeRead>;

interface ConsistentRead {
  readonly read: RangeRead;
  readonly consistency: ScopeReading['consistency'];
}

/** Gets one answer out of several endpoints in bounded time. Only reads are repeated. */
class Reader {
  constructor(
    private readonly endpoints: readonly Endpoint[],
    private readonly tls: TlsMaterial | null,
    private readonly options: DcsOptions,
  ) {}

  async read(prefix: string, read: Read): Promise<ConsistentRead> {
    const { deadlineMs, stale } = this.options;
    const start = Date.now();
    // The last part of the time is for finding out what is wrong.
    const probeMs = Math.min(1000, deadlineMs / 3);
    for (;;) {
      const remaining = deadlineMs - probeMs - (Date.now() - start);
      const attemptMs = Math.max(50, Math.min(ATTEMPT_MS, remaining));
      const answer = await askHedged(this.endpoints, HEDGE_MS, (each) => read(each, attemptMs, false));
      if ('value' in answer) return { read: answer.value, consistency: 'linearizable' };
      const { errors } = answer;
      if (stale) return this.readStale(prefix, read, start);
      const elapsedMs = Date.now() - start;
      const again =
        errors.some(({ error }) => isPassing(error)) && !errors.some(({ error }) => isFinal(error));
      if (!again || elapsedMs + HEDGE_MS > deadlineMs - probeMs) {
        throw await this.explain({ errors, prefix, elapsedMs, probeMs: probeMs * 0.45 });
      }
    }
  }

  /** What one etcd member knows by itself; of several answers the newest. */
  private async readStale(prefix: string, read: Read, start: number): Promise<ConsistentRead> {
    const answers = await Promise.allSettled(this.endpoints.map((each) => read(each, 1000, true)));
    const reads = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const [newest] = reads.sort((a, b) => b.revision - a.revision);
    if (newest !== undefined) return { read: newest, consistency: 'serializable' };
    const errors = answers.flatMap((answer, index) => {
      const endpoint = this.endpoints[index];
      return answer.status === 'rejected' && endpoint ? [{ endpoint, error: answer.reason }] : [];
    });
    const probeMs = Math.min(500, this.options.deadlineMs / 6);
    throw await this.explain({ errors, prefix, elapsedMs: Date.now() - start, probeMs });
  }

  private explain(failed: Pick<FailedRead, 'errors' | 'prefix' | 'elapsedMs' | 'probeMs'>): Promise<Failure> {
    const { origin, placeOf, etcd } = this.options;
    return explainFailure({ ...failed, tls: this.tls, login: etcd.login, origin, placeOf });
  }
}
