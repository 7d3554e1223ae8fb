import type {
  CompareResult,
  CompareTarget,
  ICompare,
  IKeyValue,
  IRangeRequest,
  IRangeResponse,
  IRequestOp,
  ITxnRequest,
  ITxnResponse,
} from 'etcd3';
import type { RawKey } from './keys.js';

/** By their numbers on the wire (etcd's rpc.proto): importing the enums would load all of etcd3 at the start. */
export const COMPARE_RESULT = { equal: 0, less: 2 } as const satisfies Record<string, CompareResult>;
export const COMPARE_TARGET = { version: 0, create: 1, mod: 2 } as const satisfies Record<
  string,
  CompareTarget
>;

export interface RangeRead {
  readonly keys: readonly StoredKey[];
  readonly revision: number;
  /** More keys follow behind the last one. */
  readonly more: boolean;
}

export interface RangeOptions {
  readonly serializable?: boolean;
  readonly keysOnly?: boolean;
  readonly limit?: number;
  /** Read as of this revision. */
  readonly revision?: number;
  /** Begin at this key instead of the prefix. */
  readonly from?: string;
}

/** All keys that several ranges of one transaction have found. */
export function decodeStoredKeys({ responses }: ITxnResponse): StoredKey[] {
  return responses.flatMap(({ response_range: { kvs } }) => kvs.map(storedKeyOf));
}

export function keyRange(key: string, { revision, serializable }: RangeOptions): IRangeRequest {
  return { key: Buffer.from(key), revision: revision ?? 0, serializable: serializable ?? false };
}

/** All keys with a prefix. */
export function rangeRequest(prefix: string, options: RangeOptions): IRangeRequest {
  return {
    key: Buffer.from(options.from ?? prefix),
    range_end: prefixEnd(prefix),
    serializable: options.serializable ?? false,
    keys_only: options.keysOnly ?? false,
    limit: options.limit ?? 0,
    revision: options.revision ?? 0,
  };
}

export function decodeRange({ kvs, header, more }: IRangeResponse): RangeRead {
  return { keys: kvs.map(storedKeyOf), revision: Number(header.revision), more };
}

/** A key with the lease that it ends with; `0` if it has none. */
export interface StoredKey extends RawKey {
  readonly lease: string;
}

/** Single keys in the order in which they were asked for, null for one that is not there, all of one moment. */
export interface KeysRead {
  readonly keys: readonly (StoredKey | null)[];
  readonly revision: number;
}

/** Of the newest revision if it is 0. */
export function keysRequest(keys: readonly string[], revision: number): ITxnRequest {
  return { success: readOps(keys, revision) };
}

export function decodeKeys({ responses, header }: ITxnResponse): KeysRead {
  const keys = responses.map(({ response_range: { kvs } }) => {
    const [entry] = kvs;
    return entry === undefined ? null : storedKeyOf(entry);
  });
  return { keys, revision: Number(header.revision) };
}

/** Key to the revision that it must still have; 0 if it must not be there. */
type Expected = Readonly<Record<string, number>>;

/** Puts a key if nothing has changed; otherwise the reply holds the expected keys as they are. */
export function putRequest(expected: Expected, key: string, value: string): ITxnRequest {
  return {
    compare: Object.entries(expected).map(([name, revision]) => compareRevision(name, revision)),
    success: [{ request_put: { key: Buffer.from(key), value: Buffer.from(value) } }],
    failure: readOps(Object.keys(expected), 0),
  };
}

export function mayWrite({ success = [], failure = [] }: ITxnRequest): boolean {
  return [...success, ...failure].some((operation) => !('request_range' in operation));
}

/** Puts a key whatever it was, or deletes it if the value is null. */
export function setRequest(key: string, value: string | null): ITxnRequest {
  const name = Buffer.from(key);
  const change: IRequestOp =
    value === null
      ? { request_delete_range: { key: name } }
      : { request_put: { key: name, value: Buffer.from(value) } };
  return { success: [change] };
}

function compareRevision(name: string, revision: number): ICompare {
  const comparison = { key: Buffer.from(name), result: COMPARE_RESULT.equal };
  return revision === 0
    ? { ...comparison, target: COMPARE_TARGET.create, create_revision: 0 }
    : { ...comparison, target: COMPARE_TARGET.mod, mod_revision: revision };
}

function readOps(keys: readonly string[], revision: number): IRequestOp[] {
  return keys.map((key) => ({ request_range: { key: Buffer.from(key), revision } }));
}

function storedKeyOf(entry: IKeyValue): StoredKey {
  return {
    key: entry.key.toString(),
    value: entry.value.toString(),
    modRevision: Number(entry.mod_revision),
    lease: entry.lease,
  };
}

/** The prefix with its last byte incremented. */
export function prefixEnd(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}
