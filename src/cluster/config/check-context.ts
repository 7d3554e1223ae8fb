import { shownJson } from '../../formats/json.js';
import { nearMatches } from '../../formats/near-matches.js';
import { isValueMap, type Value, type ValueMap } from '../model/value.js';
import type { Fault } from './config-finding.js';
import type { ConfigMember } from './server-parameters.js';

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
