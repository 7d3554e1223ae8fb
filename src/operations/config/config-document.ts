import type { Value, ValueMap } from '../../cluster/value.js';
import { isValueMap } from '../../cluster/value.js';

/** The stored text as a document; null if it is none, which Patroni takes for no configuration. */
export function documentOf(text: string): ValueMap | null {
  try {
    const value: Value = JSON.parse(text);
    return isValueMap(value) ? value : null;
  } catch {
    return null;
  }
}
