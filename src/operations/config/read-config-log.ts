import {
  type ConfigRevision,
  joinRevisions,
  type RememberedConfig,
} from '../../cluster/config/config-revisions.js';
import type { KeptEntry } from '../../cluster/config/journal-entry.js';
import { readPauseNote } from '../pause/read-pause.js';
import type { ClusterPlace, ConfigHistory, ConfigJournal, Dcs, Notes } from '../ports/dcs-ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done, type Report } from '../report.js';
import { documentOf } from './config-diff.js';
import { type ShownChange, shownChange } from './shown-change.js';

export interface ConfigLogReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** Newest first. */
  readonly revisions: readonly ShownRevision[];
  /** Why there are no more: nothing was before, etcd has forgotten it, or no more was asked for or could be had in time. */
  readonly end: RememberedConfig['end'];
  /** The oldest revision that etcd still has; null if it has none. */
  readonly oldestStored: number | null;
}

export interface ShownRevision extends Omit<ConfigRevision, 'changes' | 'isCreation'> {
  readonly created: boolean;
  readonly changes: readonly ShownChange[] | null;
}

interface ConfigLogRequest extends ClusterRequest {
  readonly limit: number;
}

interface ConfigLogPorts {
  readonly dcs: Dcs;
  readonly configHistory: ConfigHistory;
  readonly configJournal: ConfigJournal;
  readonly notes: Notes;
}

/** Who changed what in the dynamic configuration, as far as etcd and `ctl`'s journal remember. */
export async function readConfigLog(
  ports: ConfigLogPorts,
  request: ConfigLogRequest,
): Promise<ConfigLogReport> {
  const { limit } = request;
  const { scope, group, warnings } = await readCluster(ports.dcs, request);
  const [remembered, journal, pauses] = await Promise.all([
    readRemembered(ports.configHistory, { scope, group }, limit),
    ports.configJournal.readAll({ scope, group }),
    readPauseEntry(ports.notes, { scope, group }),
  ]);
  const joined = joinRevisions(remembered, [...pauses, ...journal.entries]);
  const revisions = joined.slice(0, limit).map(({ changes, isCreation, ...others }) => ({
    ...others,
    created: isCreation,
    changes: changes?.map(shownChange) ?? null,
  }));
  return {
    ...done(journal.problem === null ? warnings : [...warnings, journal.problem]),
    scope,
    group,
    revisions,
    end: joined.length > limit ? 'limit' : remembered.end,
    oldestStored: remembered.versions.at(-1)?.revision ?? null,
  };
}

/** One version more than asked for: a change is seen against what was before it. */
export async function readRemembered(
  history: ConfigHistory,
  place: ClusterPlace,
  limit: number,
  from = 0,
): Promise<RememberedConfig> {
  const { versions, createRevision, end } = await history.read(place, limit + 1, from);
  const decoded = versions.map(({ revision, text }) => ({ revision, values: documentOf(text) }));
  return { versions: decoded, createRevision, end };
}

/** Who began the maintenance mode, as an entry of the journal: an agent has written it, on behalf of whoever left the note. */
async function readPauseEntry(notes: Notes, place: ClusterPlace): Promise<KeptEntry[]> {
  const note = await readPauseNote(notes, place);
  if (note === null || 'problem' in note || note.since === null) return [];
  const { configRevision: revision, by: who, host, since: at, reason } = note;
  const changes = [{ path: ['pause'], before: undefined, after: true, isCut: false }];
  return [{ revision, who, host, at, reason, command: 'pause', changes, omitted: 0 }];
}
