import type { StoredKey } from '../../operations/ports/dcs-ports.js';

/** What the keys tell of a write whose answer is missing; `unchanged`: not done, and it can still be. */
export type Judgement = 'written' | 'changed-meanwhile' | 'unchanged';

/** Keys that were there before the removal, and keys that came after what it was decided on. */
export function judgeRemoval(keys: readonly StoredKey[], revision: number): Judgement {
  if (!keys.some((key) => key.revision <= revision)) return 'written';
  return keys.some((key) => key.revision > revision) ? 'changed-meanwhile' : 'unchanged';
}

export function judgeCreation(
  keys: readonly StoredKey[],
  created: readonly { readonly key: string; readonly value: string }[],
  guarded: readonly string[],
): Judgement {
  const storedValue = (name: string): string | undefined => keys.find(({ key }) => key === name)?.value;
  if (created.every(({ key, value }) => storedValue(key) === value)) return 'written';
  const names = [...created.map(({ key }) => key), ...guarded];
  return names.some((name) => storedValue(name) !== undefined) ? 'changed-meanwhile' : 'unchanged';
}
