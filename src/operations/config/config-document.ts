import { isValueMap, type ValueMap } from '../../cluster/model/value.js';
import { parseExactJson } from '../../formats/json.js';

/** The stored text as a document; null if it is none, which Patroni takes for no configuration. */
export function documentOf(text: string): ValueMap | null {
  const value = parseExactJson(text);
  return isValueMap(value) ? value : null;
}
