import {
  type ConfigRevision,
  joinRevisions,
  type RememberedConfig,
} from '../../cluster/config/config-revisions.js';
import type { ClusterPlace, ConfigHistory, ConfigJournal, Dcs } from '../ports/dcs-ports.js';
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
}

/** Who changed what in the dynamic configuration, as far as etcd and `ctl`'s journal remember. */
export async function readConfigLog(
  ports: ConfigLogPorts,
  request: ConfigLogRequest,
): Promise<ConfigLogReport> {
  const { limit } = request;
  const { scope, group, warnings } = await readCluster(ports.dcs, request);
  const [remembered, journal] = await Promise.all([
    readRemembered(ports.configHistory, { scope, group }, limit),
    ports.configJournal.readAll({ scope, group }),
  ]);
  const joined = joinRevisions(remembered, journal.entries);
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
