import type { Hint } from '../../formats/hint.js';
import { shownJson } from '../../formats/json.js';
import { nearMatches } from '../../formats/near-matches.js';
import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import type { ConfigCodeName } from './config-codes.js';
import type { ConfigPath } from './config-finding.js';
import type { ConfigMember } from './server-parameters.js';

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

/** What every check sees. */
export interface CheckContext {
  readonly before: ValueMap | null;
  readonly after: ValueMap;
  /** The section `postgresql`; empty if there is none. */
  readonly postgresql: ValueMap;
  /** `postgresql.parameters`; empty if there are none. */
  readonly parameters: ValueMap;
  readonly members: readonly ConfigMember[];
}

export type ConfigCheck = (context: CheckContext) => readonly Fault[];

export function sectionOf(value: Value | undefined): ValueMap {
  return isValueMap(value) ? value : {};
}

/** As it stands in the document, cut where it gets long. */
export function describeValue(value: Value): string {
  if (Array.isArray(value)) return 'a list';
  if (isValueMap(value)) return 'a section';
  const text = shownJson(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** `pg1`, `pg1 and pg2`, `pg1, pg2 and pg3`. */
export function describeNames(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** The likely name as a remedy. */
export function likelyName(typed: string, names: readonly string[]): string | null {
  return nearMatches(typed, names)[0] ?? null;
}
