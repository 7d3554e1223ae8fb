import { describePath } from '../../cluster/config/config-finding.js';
import type { KeptChange } from '../../cluster/config/journal-entry.js';
import type { Value } from '../../cluster/model/value.js';

/** A changed key as reports have it. */
export interface ShownChange {
  /** Dotted, as in `edit-config -s`. */
  readonly key: string;
  /** Null: not set. Secrets are left out. */
  readonly before: Value;
  readonly after: Value;
  /** The values are not whole. */
  readonly cut: boolean;
}

export function shownChange({ path, before, after, isCut }: KeptChange): ShownChange {
  return { key: describePath(path), before: before ?? null, after: after ?? null, cut: isCut };
}
