import { type ChangedPath, changedPaths, isSameValue } from '../../cluster/config/changed-paths.js';
import type { ConfigPath } from '../../cluster/config/config-finding.js';
import { isValueMap, type Value, type ValueMap } from '../../cluster/model/value.js';
import { entryOf } from '../../formats/json.js';
import { without } from './composition.js';

/** A change on top of another one that came first, or the keys that both have changed differently. */
type Rebased =
  | { readonly kind: 'merged'; readonly next: ValueMap; readonly others: readonly ConfigPath[] }
  | { readonly kind: 'conflict'; readonly paths: readonly ConfigPath[] };

/** What was to become of `base`, made of what has become of it meanwhile. */
export function rebaseChange(base: ValueMap, next: ValueMap, now: ValueMap): Rebased {
  const mine = changedPaths(base, next);
  const others = changedPaths(base, now);
  const conflicts = mine.filter((change) => others.some((other) => isConflict(change, other)));
  if (conflicts.length > 0) return { kind: 'conflict', paths: conflicts.map(({ path }) => path) };
  return {
    kind: 'merged',
    next: mine.reduce((values, change) => apply(values, change, next), now),
    others: others.map(({ path }) => path),
  };
}

/** One key within the other is the same key, too. */
function isConflict(mine: ChangedPath, other: ChangedPath): boolean {
  const length = Math.min(mine.path.length, other.path.length);
  if (!mine.path.slice(0, length).every((key, index) => key === other.path[index])) return false;
  return mine.path.length !== other.path.length || !isSameValue(mine.after, other.after);
}

function apply(values: ValueMap, { path, after }: ChangedPath, wanted: ValueMap): ValueMap {
  const [key, ...rest] = path;
  if (key === undefined) return values;
  if (rest.length === 0) return after === undefined ? without(values, key) : { ...values, [key]: after };
  const below: Value | undefined = entryOf(values, key);
  const wantedBelow = entryOf(wanted, key);
  const section = apply(
    isValueMap(below) ? below : {},
    { path: rest, before: undefined, after, sameMeaning: false },
    isValueMap(wantedBelow) ? wantedBelow : {},
  );
  // A section goes with its last key, unless it was to stay empty.
  const isGone = Object.keys(section).length === 0 && wantedBelow === undefined;
  return isGone ? without(values, key) : { ...values, [key]: section };
}
