import type { ValueMap } from '../model/value.js';
import { changedPaths } from './changed-paths.js';
import { concealSecrets } from './conceal-secrets.js';
import type { KeptChange, KeptEntry } from './journal-entry.js';

/** A version of the dynamic configuration as the DCS still has it; null if it is no document. */
interface ConfigVersion {
  readonly revision: number;
  readonly values: ValueMap | null;
}

/** One change of the dynamic configuration; what is null about its author nobody has written down. */
export interface ConfigRevision {
  readonly revision: number;
  /** The DCS still has the document, or only `ctl`'s journal remembers it. */
  readonly source: 'dcs' | 'journal';
  /** It made the key `config`: nothing was there before. */
  readonly isCreation: boolean;
  readonly who: string | null;
  readonly host: string | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly reason: string | null;
  readonly command: string | null;
  /** Null if what was there before is forgotten, or one of both is no document. */
  readonly changes: readonly KeptChange[] | null;
  /** Changed keys that the journal had no room for. */
  readonly omitted: number;
}

export interface RememberedConfig {
  /** Newest first. */
  readonly versions: readonly ConfigVersion[];
  readonly createRevision: number | null;
  /** What the DCS has of the time before the oldest version. */
  readonly end: 'beginning' | 'compacted' | 'limit' | 'deadline';
}

/** What the DCS and the journal remember together, newest first. */
export function joinRevisions(
  { versions, createRevision, end }: RememberedConfig,
  entries: readonly KeptEntry[],
): readonly ConfigRevision[] {
  const noted = new Map(entries.map((entry) => [entry.revision, entry]));
  const known = versions.map((version, index): ConfigRevision => {
    const { revision } = version;
    const isCreation = revision === createRevision;
    const earlier = isCreation ? {} : (versions[index + 1]?.values ?? null);
    const entry = noted.get(revision) ?? null;
    const changes =
      earlier === null || version.values === null
        ? (entry?.changes ?? null)
        : changesBetween(earlier, version.values);
    const isWhole = earlier !== null && version.values !== null;
    const omitted = isWhole ? 0 : (entry?.omitted ?? 0);
    return { revision, source: 'dcs', isCreation, ...authorOf(entry), changes, omitted };
  });
  if (end === 'limit' || end === 'beginning') return known;
  const oldest = versions.at(-1)?.revision ?? Number.POSITIVE_INFINITY;
  // What is older than the key is about another cluster of that name.
  const forgotten = entries.filter(({ revision }) => revision < oldest && revision >= (createRevision ?? 0));
  return [...known, ...forgotten.sort((one, other) => other.revision - one.revision).map(fromJournal)];
}

function changesBetween(before: ValueMap, after: ValueMap): KeptChange[] {
  return changedPaths(before, after).map(({ path, before: was, after: is }) => ({
    path,
    before: concealSecrets(path, was),
    after: concealSecrets(path, is),
    isCut: false,
  }));
}

function fromJournal(entry: KeptEntry): ConfigRevision {
  const { revision, changes, omitted } = entry;
  return { revision, source: 'journal', isCreation: false, ...authorOf(entry), changes, omitted };
}

function authorOf(
  entry: KeptEntry | null,
): Pick<ConfigRevision, 'who' | 'host' | 'at' | 'reason' | 'command'> {
  const { who = null, host = null, at = null, reason = null, command = null } = entry ?? {};
  return { who, host, at, reason, command };
}
