import type { ICompare, ITxnRequest, ITxnResponse } from 'etcd3';
import type { StoredKey } from '../../operations/dcs-ports.js';
import { COMPARE_RESULT, COMPARE_TARGET } from './compare.js';
import { prefixEnd } from './requests.js';

/** All keys with a prefix, with what a plain range leaves out. */
export function readRequest(prefix: string): ITxnRequest {
  return { success: [{ request_range: rangeOf(prefix) }] };
}

export function decodeStored({ responses }: ITxnResponse): StoredKey[] {
  return responses.flatMap(({ response_range: range }) =>
    (range?.kvs ?? []).map(({ key, value, mod_revision: revision, lease }) => ({
      key: key.toString(),
      value: value.toString(),
      revision: Number(revision),
      leased: lease !== '0',
    })),
  );
}

/** Deletes all keys with a prefix if none has been written after a revision; otherwise the reply holds them. */
export function removeRequest(prefix: string, revision: number): ITxnRequest {
  const unchanged: ICompare = {
    ...rangeOf(prefix),
    target: COMPARE_TARGET.mod,
    result: COMPARE_RESULT.less,
    mod_revision: revision + 1,
  };
  const success = [{ request_delete_range: rangeOf(prefix) }];
  return { compare: [unchanged], success, failure: [{ request_range: rangeOf(prefix) }] };
}

/** Puts keys if neither they nor the guarded ones are there; otherwise the reply holds what is. */
export function createRequest(
  prefix: string,
  created: readonly { readonly key: string; readonly value: string }[],
  guarded: readonly string[],
): ITxnRequest {
  const names = new Set([...created.map(({ key }) => key), ...guarded]);
  return {
    compare: [...names].map((key) => ({
      key: Buffer.from(key),
      target: COMPARE_TARGET.create,
      result: COMPARE_RESULT.equal,
      create_revision: 0,
    })),
    success: created.map(({ key, value }) => ({
      request_put: { key: Buffer.from(key), value: Buffer.from(value) },
    })),
    failure: [{ request_range: rangeOf(prefix) }],
  };
}

/** Would put a key if it had been changed fewer than 0 times, which never holds: to see whether it might be written. */
export function neverRequest(key: string): ITxnRequest {
  const name = Buffer.from(key);
  const never: ICompare = {
    key: name,
    target: COMPARE_TARGET.version,
    result: COMPARE_RESULT.less,
    version: 0,
  };
  return { compare: [never], success: [{ request_put: { key: name, value: Buffer.alloc(0) } }] };
}

function rangeOf(prefix: string) {
  return { key: Buffer.from(prefix), range_end: prefixEnd(prefix) };
}
