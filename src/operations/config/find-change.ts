import { type FoundChange, seekChange } from '../../cluster/config/undone-change.js';
import { Failure } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import type { ClusterPlace, ConfigHistory, ConfigJournal } from '../ports/dcs-ports.js';
import { readRemembered } from './read-config-log.js';

/** So many versions may have changed nothing before the newest one that has. */
const SEARCHED = 20;

/** The change of a revision, or the newest one; that it cannot be had is a failure that says why. */
export async function findChange(
  {
    configHistory,
    configJournal,
  }: { readonly configHistory: ConfigHistory; readonly configJournal: ConfigJournal },
  place: ClusterPlace,
  revision: number | null,
  storeRevision: number,
): Promise<FoundChange> {
  if (revision !== null && revision > storeRevision) throw unknownRevision(place, revision, null);
  const [remembered, { entries }] = await Promise.all([
    readRemembered(configHistory, place, revision === null ? SEARCHED : 1, revision ?? 0),
    configJournal.readAll(place),
  ]);
  const sought = seekChange(remembered, entries, revision);
  switch (sought.kind) {
    case 'found':
      return sought;
    case 'creation': {
      const message = `revision ${sought.revision} made the configuration: there is nothing before it to go back to`;
      throw new Failure('refused', 'nothing-to-undo', message, { subject: `${sought.revision}` });
    }
    case 'forgotten':
      throw forgotten(place, sought.revision, sought.keys);
    case 'absent':
      if (revision === null) {
        const message = `none of the newest ${SEARCHED} revisions has changed anything`;
        throw new Failure('refused', 'nothing-to-undo', message, { next: ctl('config log', place) });
      }
      throw remembered.end === 'compacted' && remembered.versions.length === 0
        ? forgotten(place, revision, [])
        : unknownRevision(place, revision, sought.nearest);
  }
}

function forgotten(place: ClusterPlace, revision: number, keys: readonly string[]): Failure {
  const kept =
    keys.length === 0
      ? "ctl's journal has nothing of it"
      : `ctl's journal does not have ${keys.join(', ')} whole`;
  const message = `what revision ${revision} changed is not known any more: etcd is compacted, and ${kept}`;
  return new Failure('refused', 'revision-forgotten', message, {
    subject: `${revision}`,
    next: ctl('config log', place),
  });
}

function unknownRevision(place: ClusterPlace, revision: number, nearest: number | null): Failure {
  const before = nearest === null ? '' : `; the one before it did so at revision ${nearest}`;
  const message = `no change of the configuration of ${place.scope} has the revision ${revision}${before}`;
  return new Failure('not-found', 'unknown-revision', message, {
    subject: `${revision}`,
    next: ctl('config log', place),
  });
}
