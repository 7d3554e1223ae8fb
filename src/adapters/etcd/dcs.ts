import { placeOf } from '../../cluster/model/key-place.js';
import { Failure } from '../../errors.js';
import type { EtcdPorts } from '../../operations/diagnose/diagnose-ports.js';
import type { Dcs, Fleet, FoundScope, ScopeReading } from '../../operations/ports/dcs-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { EtcdSettings } from '../../operations/settings.js';
import { EtcdClusterChanges } from './cluster-changes.js';
import { formationFromKeys } from './cluster-from-keys.js';
import { EtcdClusterKeys } from './cluster-keys.js';
import { EtcdConfigHistory } from './config-history.js';
import { EtcdConfigJournal } from './config-journal.js';
import { EtcdConfigKey } from './config-key.js';
import { Endpoint } from './endpoint.js';
import { EtcdHealthReader } from './etcd-health.js';
import { EtcdFailoverKey } from './failover-key.js';
import { EtcdKeyTraces } from './key-traces.js';
import { namespacePrefix, type RawKey, scopePrefix } from './keys.js';
import { EtcdNotes, NOTES_MS } from './notes.js';
import { readAll } from './read-all.js';
import { Reader, type ReaderOptions } from './reader.js';
import { EtcdScopeLooks } from './scope-looks.js';
import type { TlsMaterial } from './tls.js';

const PAGE = 5000;
/** For all records together; the rest of the time is etcd's. */
const SRV_MS = 2000;

interface DcsOptions extends ReaderOptions {
  readonly namespace: string;
  /** Trusted if the settings name no authority; if the system has none, Node's own are. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
  readonly trace?: Trace | null;
}

/** One connection to etcd behind several ports. */
export type OpenedDcs = Dcs & Fleet & EtcdPorts & { close(): void };

export async function openDcs(options: DcsOptions): Promise<OpenedDcs> {
  const { etcd, namespace, trace = null } = options;
  const urls = (await endpointsOf(etcd, options.deadlineMs, trace)).map((url) => new URL(url));
  const readTls = async (): Promise<TlsMaterial> =>
    (await import('./tls.js')).readTls({ ...options, tls: etcd.tls });
  const tls = urls.some(({ protocol }) => protocol === 'https:') ? await readTls() : null;
  const endpoints = urls.map(
    (url) => new Endpoint(url, etcd.login, url.protocol === 'https:' ? tls : null, trace, readTls),
  );
  const reader = new Reader(endpoints, tls, options);
  const notesMs = Math.min(options.deadlineMs, NOTES_MS);
  const notesReader = new Reader(endpoints, tls, { ...options, deadlineMs: notesMs });
  const notes = new EtcdNotes(notesReader, namespace);
  return {
    namespace: namespacePrefix(namespace),
    readScope: (scope) => readScope(reader, scopePrefix(namespace, scope)),
    findScopes: () => findScopes(reader, namespacePrefix(namespace)),
    readAll: () => readAll(reader, namespacePrefix(namespace)),
    changes: new EtcdClusterChanges(endpoints, namespace),
    configKey: new EtcdConfigKey(reader, namespace),
    configHistory: new EtcdConfigHistory(reader, namespace),
    configJournal: new EtcdConfigJournal(notesReader, notes, namespace),
    failoverKey: new EtcdFailoverKey(reader, namespace),
    clusterKeys: new EtcdClusterKeys(reader, namespace),
    notes,
    etcdHealth: new EtcdHealthReader(reader),
    scopeLooks: new EtcdScopeLooks(reader, namespace),
    keyTraces: new EtcdKeyTraces(reader, namespace),
    close: () => {
      for (const endpoint of endpoints) endpoint.close();
    },
  };
}

/** The domain's records, if it has any, go before the endpoints that are named. */
export async function endpointsOf(
  { srv, endpoints }: EtcdSettings,
  deadlineMs: number,
  trace: Trace | null,
): Promise<readonly string[]> {
  if (srv === null) return endpoints;
  const { lookupWithin, resolveEndpoints } = await import('./resolve-srv.js');
  const lookup = lookupWithin(Math.min(SRV_MS, deadlineMs / 3), { trace });
  const found = await resolveEndpoints(srv.domain, srv.suffix, lookup).catch((error: unknown) => {
    if (endpoints.length > 0) return [];
    const reason = error instanceof Error ? error.message : String(error);
    throw withoutEndpoints(`the name server does not tell which etcd is in ${srv.domain} (${reason})`);
  });
  if (found.length > 0 || endpoints.length > 0) return found.length > 0 ? found : endpoints;
  throw withoutEndpoints(`no SRV record names an etcd in ${srv.domain}`);
}

function withoutEndpoints(reason: string): Failure {
  return new Failure('unreachable', 'dcs-unreachable', `etcd3.srv: ${reason}`, { subject: 'etcd3.srv' });
}

async function readScope(reader: Reader, prefix: string): Promise<ScopeReading> {
  const { read, consistency } = await reader.read(prefix, (endpoint, timeoutMs, serializable) =>
    endpoint.scope(prefix, timeoutMs, serializable),
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
