import type { Cluster } from '../../cluster/model/cluster.js';
import type { Outcome } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import type { ClusterKeys, ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Clock, StateFiles } from '../ports/ports.js';
import type { TypedWords } from '../typed-words.js';
import { encodeDump } from './cluster-dump.js';
import { type NamedStoredKey, readKeys } from './read-keys.js';
import { refuseForeign } from './refusals.js';
import type { RemoveReport, TellRemove } from './remove-report.js';

interface SavePorts {
  readonly dcs: Dcs;
  readonly clusterKeys: ClusterKeys;
  readonly stateFiles: StateFiles;
  readonly clock: Clock;
}

interface Removal {
  readonly place: ClusterPlace;
  /** As it was shown. */
  readonly cluster: Cluster;
  /** Keys of others below the cluster are known of, and stay. */
  readonly leaveOthers: boolean;
  readonly typed: TypedWords;
}

/** The part of the report that tells how it ended. */
type End = Partial<RemoveReport> & { readonly outcome: Outcome };

/** Saves the keys of the cluster as they are now, and deletes them if they are still the same then. */
export async function saveAndRemove(
  ports: SavePorts,
  { place, cluster, leaveOthers, typed }: Removal,
  tell: TellRemove,
): Promise<End> {
  const { dcs, clock, stateFiles } = ports;
  const { namespace } = dcs;
  const { keys, removed, kept, revision } = await readKeys(ports, place);
  if (!isSameCluster(keys, cluster))
    return conflict(place, 'the leader or the system identifier has changed since the cluster was shown');
  const foreign = leaveOthers ? null : refuseForeign(namespace, place, kept, typed);
  if (foreign !== null) return { outcome: 'refused', code: foreign.code, errors: [foreign], others: kept };
  const savedAt = clock.now().toISOString();
  const text = encodeDump({ namespace, ...place, savedAt, revision, keys });
  const name = { before: 'removed-', subject: nameOf(place), after: `-${compact(savedAt)}.json` };
  const dump = await stateFiles.save(name, text);
  tell({ kind: 'saved', dump });
  const outcome = await ports.clusterKeys.remove(place, { removed, kept, revision });
  if (outcome.kind === 'changed-meanwhile') {
    return { ...conflict(place, 'somebody has written to the cluster since it was saved'), dump };
  }
  const wayBack = ctl('remove', place, [], { restore: dump });
  const told = { keys: removed, others: kept, dump, wayBack };
  if (outcome.kind === 'written') return { outcome: 'done', ...told };
  const { problem } = outcome;
  return { outcome: 'unknown', code: problem.code, errors: [problem], ...told };
}

/** `demo`, or `demo-2` for a Citus group. */
function nameOf({ scope, group }: ClusterPlace): string {
  return group === null ? scope : `${scope}-${group}`;
}

/** `20260101T120000Z`. */
function compact(instant: string): string {
  return instant.replace(/[-:]|\.\d+/g, '');
}

/** What was shown must still be what is there. */
function isSameCluster(keys: readonly NamedStoredKey[], { leader, initialization }: Cluster): boolean {
  const storedValue = (name: string): string | null => keys.find((key) => key.name === name)?.value ?? null;
  if (storedValue('leader') !== (leader?.name ?? null)) return false;
  return (
    initialization.state !== 'initialized' || storedValue('initialize') === initialization.systemIdentifier
  );
}

function conflict(place: ClusterPlace, reason: string): End {
  const message = `${reason}; nothing was removed`;
  const problem = { code: 'state-changed', message, subject: place.scope, next: ctl('list', place) };
  return { outcome: 'conflict', code: problem.code, errors: [problem] };
}
