import type { ICompare, ITxnRequest, ITxnResponse } from 'etcd3';
import { SINGLE_KEYS } from '../../cluster/model/key-place.js';
import type { KeyRemoval, StoredKey } from '../../operations/ports/dcs-ports.js';
import { COMPARE_RESULT, COMPARE_TARGET, prefixEnd } from './requests.js';

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

const MEMBERS = 'members/';

/**
 * Deletes keys below a prefix if none that Patroni could have there was written after a revision; otherwise the reply holds what is
 * there. The members go as one range, for which etcd has no limit, unless somebody else's keys are among them.
 */
export function removeRequest(prefix: string, { removed, kept, revision }: KeyRemoval): ITxnRequest {
  const members = `${prefix}${MEMBERS}`;
  const isUnshared = !kept.some((name) => name.startsWith(MEMBERS));
  const isMember = (name: string): boolean => isUnshared && name.startsWith(MEMBERS);
  const single = removed.filter((name) => !isMember(name)).map((name) => keyOf(`${prefix}${name}`));
  const watched = [...SINGLE_KEYS.map((name) => keyOf(`${prefix}${name}`)), rangeOf(members)];
  const deleted = removed.some(isMember) ? [...single, rangeOf(members)] : single;
  return {
    compare: watched.map((each) => ({
      ...each,
      target: COMPARE_TARGET.mod,
      result: COMPARE_RESULT.less,
      mod_revision: revision + 1,
    })),
    success: deleted.map((each) => ({ request_delete_range: each })),
    failure: [{ request_range: rangeOf(prefix) }],
  };
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

function keyOf(key: string) {
  return { key: Buffer.from(key) };
}

function rangeOf(prefix: string) {
  return { key: Buffer.from(prefix), range_end: prefixEnd(prefix) };
}
