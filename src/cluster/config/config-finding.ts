import type { Hint } from '../../formats/hint.js';
/** A key of the dynamic configuration: `['postgresql', 'parameters', 'work_mem']`. A parameter's dots are part of its last key. */
export type ConfigPath = readonly string[];

/** What a check of the dynamic configuration says about one key. */
export interface ConfigFinding {
  /** Kebab-case and stable. */
  readonly code: string;
  /** Errors refuse the write, warnings ask. */
  readonly severity: 'error' | 'warning';
  readonly path: ConfigPath;
  readonly message: string;
  /** The remedy in a few words, such as the likely name; null if there is none. */
  readonly next: Hint | null;
  /** The stored configuration has this fault already: then it only warns. */
  readonly existing: boolean;
}

/** As it is typed behind `edit-config -s`. */
export function describePath(path: ConfigPath): string {
  return path.join('.');
}
