import { tokenOf } from '../../formats/exact-number.js';
import { jsonText, parseExactJson } from '../../formats/json.js';
import { isValueMap, type Value } from '../model/value.js';
import { isSameValue } from './changed-paths.js';
import { concealSecrets } from './conceal-secrets.js';
import type { ConfigPath } from './config-finding.js';

/** One key of a change; undefined: the key is not there. */
interface JournalChange {
  readonly path: ConfigPath;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** A change of the dynamic configuration that `ctl` has made, as it writes it down. */
export interface JournalEntry {
  /** etcd's revision of the key `config` that this change made. */
  readonly revision: number;
  readonly who: string;
  readonly host: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string | null;
  /** Such as `edit-config` or `config undo`. */
  readonly command: string;
  readonly changes: readonly JournalChange[];
}

/** A change as it was kept. */
export interface KeptChange extends JournalChange {
  /** The values are not whole: they were too long, or hold a secret. */
  readonly isCut: boolean;
}

/** An entry as it was kept. */
export interface KeptEntry extends Omit<JournalEntry, 'changes'> {
  readonly changes: readonly KeptChange[];
  /** Changed keys for which there was no room. */
  readonly omitted: number;
}

const LONGEST_VALUE = 1000;
const LONGEST_REASON = 500;
/** Bytes of the changes of one entry. */
const LONGEST_CHANGES = 6000;

/** As JSON of a few kilobytes at most, without secrets. */
export function encodeJournalEntry(entry: JournalEntry): string {
  const { revision, who, host, at, reason, command } = entry;
  const changes: string[] = [];
  let length = 0;
  for (const change of entry.changes) {
    const text = jsonText(keep(change), 0, tokenOf);
    length += new TextEncoder().encode(text).length;
    if (length > LONGEST_CHANGES) break;
    changes.push(text);
  }
  const fields = { revision, who, host, at, reason: reason?.slice(0, LONGEST_REASON) ?? null, command };
  const omitted = entry.changes.length - changes.length;
  const head = JSON.stringify({ ...fields, omitted }).slice(0, -1);
  return `${head},"changes":[${changes.join(',')}]}`;
}

/** A key that is not there has no member of that name. */
function keep({ path, before, after }: JournalChange): object {
  const [was, is] = [keepValue(path, before), keepValue(path, after)];
  const isCut = !isSameValue(was, before) || !isSameValue(is, after);
  return { path, before: was, after: is, ...(isCut ? { isCut } : {}) };
}

function keepValue(path: ConfigPath, value: Value | undefined): Value | undefined {
  const concealed = concealSecrets(path, value);
  const text = concealed === undefined ? '' : jsonText(concealed);
  return text.length <= LONGEST_VALUE ? concealed : `${text.slice(0, LONGEST_VALUE)}…`;
}

/** Null if the text is no such entry. */
export function decodeJournalEntry(text: string): KeptEntry | null {
  const fields = parseExactJson(text);
  if (!isValueMap(fields) || !Array.isArray(fields.changes)) return null;
  const { revision, who, host, at, reason, command, omitted } = fields;
  if (typeof revision !== 'number' || typeof who !== 'string' || typeof host !== 'string') return null;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  return {
    revision,
    who,
    host,
    at,
    reason: typeof reason === 'string' && reason !== '' ? reason : null,
    command: typeof command === 'string' ? command : 'edit-config',
    changes: fields.changes.flatMap((each: Value) => decodeChange(each)),
    omitted: typeof omitted === 'number' ? omitted : 0,
  };
}

function decodeChange(change: Value): KeptChange[] {
  if (!isValueMap(change) || !Array.isArray(change.path)) return [];
  const path = change.path.filter((each): each is string => typeof each === 'string');
  const { before, after } = change;
  return [{ path, before, after, isCut: change.isCut === true }];
}
