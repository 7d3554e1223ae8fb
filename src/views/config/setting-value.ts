import type { Value } from '../../cluster/model/value.js';
import { shownJson } from '../../formats/json.js';
import { visibleText } from '../../formats/visible-text.js';

const LONGEST = 120;

/** A value of the dynamic configuration on one line: text as it is where nothing else could be meant, the rest as JSON. */
export function settingValue(value: Value, longest = LONGEST): string {
  if (value === null) return 'not set';
  const text = visibleText(typeof value === 'string' ? textOf(value) : shownJson(value));
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Numbers and switches as text differ from those that are none. */
function textOf(value: string): string {
  const isAmbiguous = value === '' || value === 'not set' || /^(-?\d[\d.]*|true|false|null)$/i.test(value);
  return isAmbiguous ? JSON.stringify(value) : value;
}
