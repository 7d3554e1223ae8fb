import type { Hint } from '../../formats/hint.js';
import { isScalar, type Value } from '../model/value.js';
import type { ConfigCodeName } from './config-codes.js';

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

/** What a check found, before it is weighed against the stored document. */
export interface Fault {
  readonly code: ConfigCodeName;
  readonly path: ConfigPath;
  readonly message: string;
  readonly next: Hint | null;
  /** Only where it differs from the code's own. */
  readonly severity?: 'error' | 'warning';
  /** Other keys that are part of it: it is an old fault only if none of them changes. */
  readonly involves?: readonly ConfigPath[];
  /** The entry of the list at `path` that it is about: it is an old fault if the stored list has the same entry. */
  readonly entry?: Value;
}

/** What is wrong with a value, wherever it stands; null if nothing is. */
export type ValueVerdict = Pick<Fault, 'code' | 'message' | 'next' | 'severity'> | null;

/** As it is typed behind `edit-config -s`. */
export function describePath(path: ConfigPath): string {
  return path.join('.');
}

export function wrongType(message: string, next: Hint | null = null): ValueVerdict {
  return { code: 'wrong-type', message, next };
}

/** A scalar as text; a list or section has none. */
export function scalarText(value: Value): string {
  return isScalar(value) && value !== null ? String(value) : '';
}
