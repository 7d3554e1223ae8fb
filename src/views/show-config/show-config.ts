import { isJsonNumber, pyYamlNumber } from '../../formats/exact-number.js';
import { isJsonScalar } from '../../formats/json.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ConfigReport } from '../../operations/show-config/read-config.js';

/** The dynamic configuration as patronictl 4.1 prints it; of one key the bare value if it is a scalar. */
export function configView({ key, value, revision }: ConfigReport): string {
  if (revision === null) return '';
  if (key !== null && isJsonScalar(value)) {
    const text = isJsonNumber(value) ? pyYamlNumber(value) : String(value);
    return `${visibleText(text, { keepLines: true })}\n`;
  }
  return `${dumpPyYaml(value)}${key === null ? '\n' : ''}`;
}
