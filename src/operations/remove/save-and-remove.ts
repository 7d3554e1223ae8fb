import type { Cluster } from '../../cluster/cluster.js';
import type { Outcome } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterKeys, ClusterPlace, Dcs, StoredKey } from '../dcs-ports.js';
import type { Clock, StateFiles } from '../ports.js';
import { encodeDump, namesOf, prefixOf } from './cluster-dump.js';
import type { RemoveReport, TellRemove } from './remove-report.js';

export interface SavePorts {
  readonly dcs: Dcs;
  readonly clusterKeys: ClusterKeys;
  readonly stateFiles: StateFiles;
  readonly clock: Clock;
}

/** The part of the report that tells how it ended. */
type End = Partial<RemoveReport> & { readonly outcome: Outcome };

/** Saves all keys as they are now, and deletes them if they are still the same then. */
export async function saveAndRemove(
  ports: SavePorts,
  place: ClusterPlace,
  cluster: Cluster,
  tell: TellRemove,
): Promise<End> {
  const { dcs, clock, clusterKeys, stateFiles } = ports;
  const { scope, group } = place;
  const { namespace } = dcs;
  const prefix = prefixOf(namespace, place);
  const { keys, revision } = await clusterKeys.readAll(place);
  if (!isSameCluster(keys, prefix, cluster))
    return conflict(scope, 'the leader or the system identifier has changed since the cluster was shown');
  const savedAt = clock.now().toISOString();
  const name = [scope, ...(group === null ? [] : [group]), savedAt.replace(/[-:]|\.\d+/g, '')].join('-');
  const dump = await stateFiles.save(
    `removed-${name}.json`,
    encodeDump({ namespace, ...place, savedAt, revision, keys }),
  );
  tell({ kind: 'saved', dump });
  const removed = await clusterKeys.removeAll(place, revision);
  const names = namesOf(keys, prefix);
  if (removed.kind === 'changed-meanwhile') {
    return { ...conflict(scope, 'somebody has written to the cluster since it was saved'), dump };
  }
  const wayBack = `ctl remove ${scope}${group === null ? '' : ` --group ${group}`} --restore ${quoted(dump)}`;
  if (removed.kind === 'written') return { outcome: 'done', keys: names, dump, wayBack };
  const { problem } = removed;
  return { outcome: 'unknown', code: problem.code, errors: [problem], keys: names, dump, wayBack };
}

/** What was shown must still be what is there. */
function isSameCluster(
  keys: readonly StoredKey[],
  prefix: string,
  { leader, initialization }: Cluster,
): boolean {
  const storedValue = (name: string): string | null =>
    keys.find(({ key }) => key === `${prefix}${name}`)?.value ?? null;
  if (storedValue('leader') !== (leader?.name ?? null)) return false;
  return (
    initialization.state !== 'initialized' || storedValue('initialize') === initialization.systemIdentifier
  );
}

function conflict(scope: string, reason: string): End {
  const message = `${reason}; nothing was removed`;
  const problem = { code: 'state-changed', message, subject: scope, next: hint`ctl list ${scope}` };
  return { outcome: 'conflict', code: problem.code, errors: [problem] };
}

/** For a shell. */
function quoted(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
