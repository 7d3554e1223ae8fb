import { entryOf } from '../../formats/json.js';
import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import { isSameValue } from './changed-paths.js';
import type { ConfigPath } from './config-finding.js';
import { describePath } from './config-finding.js';
import type { RememberedConfig } from './config-revisions.js';
import type { KeptEntry } from './journal-entry.js';

/** A change by what was before and behind it: whole documents, or just the keys that it changed. */
export interface FoundChange {
  readonly kind: 'found';
  readonly revision: number;
  readonly before: ValueMap;
  readonly after: ValueMap;
  readonly entry: KeptEntry | null;
}

type SoughtChange =
  | FoundChange
  /** It made the key `config`. */
  | { readonly kind: 'creation'; readonly revision: number }
  /** Neither the DCS nor the journal has it; `keys` are those that the journal does not have whole. */
  | { readonly kind: 'forgotten'; readonly revision: number; readonly keys: readonly string[] }
  /** No change of the configuration has this revision; the one before it, if there is any. */
  | { readonly kind: 'absent'; readonly nearest: number | null };

/**
 * The change that a revision made, from the versions up to that revision; of no certain revision the newest that changed anything.
 * Where the DCS has forgotten what was before, the journal may know.
 */
export function seekChange(
  { versions, createRevision }: RememberedConfig,
  entries: readonly KeptEntry[],
  revision: number | null,
): SoughtChange {
  if (revision !== null && versions[0]?.revision !== revision) {
    const entry = versions.length === 0 ? entries.find((each) => each.revision === revision) : undefined;
    if (entry !== undefined) return fromEntry(entry);
    return { kind: 'absent', nearest: versions[0]?.revision ?? null };
  }
  for (const [index, version] of versions.entries()) {
    if (version.revision === createRevision) return { kind: 'creation', revision: version.revision };
    const entry = entries.find((each) => each.revision === version.revision) ?? null;
    const earlier = versions[index + 1];
    if (earlier === undefined) {
      return entry === null ? { kind: 'forgotten', revision: version.revision, keys: [] } : fromEntry(entry);
    }
    const [before, after] = [earlier.values ?? {}, version.values ?? {}];
    const isChange = !isSameValue(before, after);
    if (isChange || revision !== null)
      return { kind: 'found', revision: version.revision, before, after, entry };
  }
  return { kind: 'absent', nearest: null };
}

function fromEntry(entry: KeptEntry): SoughtChange {
  const { revision, changes, omitted } = entry;
  const cut = changes.filter(({ isCut }) => isCut).map(({ path }) => describePath(path));
  if (cut.length > 0 || omitted > 0) return { kind: 'forgotten', revision, keys: cut };
  const part = (side: 'before' | 'after'): ValueMap =>
    changes.reduce((values, change) => withValue(values, change.path, change[side]), {});
  return { kind: 'found', revision, before: part('before'), after: part('after'), entry };
}

function withValue(values: ValueMap, path: ConfigPath, value: Value | undefined): ValueMap {
  const [key, ...rest] = path;
  if (key === undefined || value === undefined) return values;
  if (rest.length === 0) return { ...values, [key]: value };
  const below = entryOf(values, key);
  return { ...values, [key]: withValue(isValueMap(below) ? below : {}, rest, value) };
}
