import type {
  ClusterPlace,
  ConfigHistory,
  PastConfig,
  PastConfigs,
} from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { clusterPrefix } from './keys.js';
import type { Reader } from './reader.js';
import { keysRequest } from './requests.js';

/** What etcd has of a key as of some revision; null if the key was not there, `compacted` if etcd has forgotten. */
type Version = (PastConfig & { readonly createRevision: number }) | null | 'compacted';

/** Older revisions of the key `config`, from etcd's own history until it was compacted. */
export class EtcdConfigHistory implements ConfigHistory {
  private readonly reader: Reader;

  constructor(
    reader: Reader,
    private readonly namespace: string,
  ) {
    this.reader = reader.strict();
  }

  /** One read for each version: where the one before is to be found only the later one tells. */
  async read(place: ClusterPlace, limit: number, from = 0): Promise<PastConfigs> {
    const key = `${clusterPrefix(this.namespace, place)}config`;
    const until = performance.now() + this.reader.deadlineMs / 2;
    const newest = await this.readVersion(key, from);
    if (newest === null || newest === 'compacted') {
      return { createRevision: null, versions: [], end: newest ?? 'beginning' };
    }
    const { createRevision } = newest;
    const versions: PastConfig[] = [];
    const upTo = (end: PastConfigs['end']): PastConfigs => ({ createRevision, versions, end });
    for (let version: Version = newest; version !== null; ) {
      if (version === 'compacted') return upTo('compacted');
      if (versions.length === limit) return upTo('limit');
      const { revision, text }: PastConfig = version;
      versions.push({ revision, text });
      if (revision === createRevision) break;
      if (performance.now() > until) return upTo('deadline');
      version = await this.readVersion(key, revision - 1);
    }
    return upTo('beginning');
  }

  private async readVersion(key: string, revision: number): Promise<Version> {
    const ask = async (endpoint: Endpoint, timeoutMs: number) => ({
      revision,
      version: await askVersion(endpoint, key, timeoutMs, revision),
    });
    return (await this.reader.read(key, ask)).read.version;
  }
}

async function askVersion(
  endpoint: Endpoint,
  key: string,
  timeoutMs: number,
  revision: number,
): Promise<Version> {
  try {
    const reply = await endpoint.transact(keysRequest([key], revision), timeoutMs);
    const found = reply.responses[0]?.response_range.kvs[0];
    if (found === undefined) return null;
    return {
      revision: Number(found.mod_revision),
      createRevision: Number(found.create_revision),
      text: found.value.toString(),
    };
  } catch (error) {
    if (error instanceof Error && error.message.includes('has been compacted')) return 'compacted';
    throw error;
  }
}
