import { placeOf, SINGLE_KEYS } from '../../cluster/model/key-place.js';
import type { FoundCluster } from '../../operations/ports/dcs-ports.js';
import { formationFromKeys } from './cluster-from-keys.js';
import type { RawKey } from './keys.js';
import type { Reader } from './reader.js';

/** Keys for each request; a cluster has about ten, of some hundred bytes each. */
const PAGE = 1000;

/** All scopes below a namespace's prefix, each as soon as its last key is there: never more than two pages are held. */
export async function* readAll(reader: Reader, prefix: string, page = PAGE): AsyncGenerator<FoundCluster> {
  const pages = readPages(reader, prefix, page);
  let held: RawKey[] = [];
  let folder = '';
  let read = await pages.next();
  while (!read.done) {
    const { keys, revision, consistency } = read.value;
    // While this page is worked on, the next one is on its way.
    const following = pages.next();
    following.catch(() => {});
    for (const raw of keys) {
      const next = folderOf(raw.key, prefix);
      if (next !== folder) {
        yield* scopesOf(held, folder, prefix, { revision, consistency });
        held = [];
        folder = next;
      }
      held.push(raw);
    }
    read = await following;
    if (read.done) yield* scopesOf(held, folder, prefix, { revision, consistency });
  }
}

type Seen = Pick<FoundCluster['reading'], 'revision' | 'consistency'>;

interface Page extends Seen {
  readonly keys: readonly RawKey[];
}

/** Page by page, all of them at the revision of the first one. */
async function* readPages(reader: Reader, prefix: string, limit: number): AsyncGenerator<Page> {
  let from = prefix;
  let revision = 0;
  for (let more = true; more; ) {
    const range = { limit, from, revision };
    const { read, consistency } = await reader.read(prefix, async (endpoint, timeoutMs, serializable) => {
      const answer = await endpoint.range(prefix, timeoutMs, { ...range, serializable });
      // A reply carries etcd's newest revision, whatever revision was asked for.
      return revision === 0 ? answer : { ...answer, revision };
    });
    revision = read.revision;
    from = `${read.keys.at(-1)?.key}\0`;
    more = read.more;
    yield { keys: read.keys, revision, consistency };
  }
}

/** The part of a key up to the first slash: whatever shares it is neighbours in etcd, a scope with a slash in its name included. */
function folderOf(key: string, prefix: string): string {
  return key.slice(prefix.length, key.indexOf('/', prefix.length));
}

/** The clusters of one folder; usually it is one. */
function* scopesOf(
  keys: readonly RawKey[],
  folder: string,
  prefix: string,
  seen: Seen,
): Generator<FoundCluster> {
  const scopes = new Map<string, RawKey[]>();
  for (const raw of keys) {
    const scope = scopeOf(raw.key, folder, prefix);
    if (scope === undefined) continue;
    const known = scopes.get(scope);
    if (known === undefined) scopes.set(scope, [raw]);
    else known.push(raw);
  }
  for (const [scope, own] of scopes) {
    yield { scope, reading: { ...formationFromKeys(own, `${prefix}${scope}/`), ...seen } };
  }
}

const MEMBERS = 'members/';

/** Almost every key is one of a cluster that has the folder for itself, and that is quickly seen. */
function scopeOf(key: string, folder: string, prefix: string): string | undefined {
  const rest = key.slice(prefix.length + folder.length + 1);
  const isMember =
    rest.startsWith(MEMBERS) && rest.length > MEMBERS.length && !rest.includes('/', MEMBERS.length);
  return isMember || SINGLE_KEYS.includes(rest) ? folder : placeOf(key, prefix)?.scope;
}
