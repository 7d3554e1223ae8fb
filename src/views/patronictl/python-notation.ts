import { dumpPythonJson } from '../../formats/python-json.js';
import { quotedText } from '../../formats/python-text.js';
import type { YamlMapping, YamlValue } from '../../formats/pyyaml-dump.js';
import { PlainText } from '../../formats/pyyaml-scalar.js';
import { isPythonList, isPythonScalar, type PythonValue } from './python-values.js';

/** `str(value)`. */
export function pythonStr(value: PythonValue): string {
  if (typeof value === 'string') return value;
  return isPythonScalar(value) ? value.str : pythonRepr(value);
}

/** `repr(value)`. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quotedText(value);
  if (isPythonScalar(value)) return value.repr;
  if (isPythonList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const items = [...value].map(([key, item]) => `${quotedText(key)}: ${pythonRepr(item)}`);
  return `{${items.join(', ')}}`;
}

/** `json.dumps(value)`, and text where it would fail. */
export function pythonJson(value: PythonValue): string {
  if (isPythonScalar(value)) return value.json ?? dumpPythonJson(value.str);
  if (typeof value !== 'object' || value === null) return dumpPythonJson(value);
  if (isPythonList(value)) return `[${value.map(pythonJson).join(', ')}]`;
  const items = [...value].map(([key, item]) => `${dumpPythonJson(key)}: ${pythonJson(item)}`);
  return `{${items.join(', ')}}`;
}

/** What `yaml.safe_dump` is to write, and text where it would fail. */
export function pythonYaml(value: PythonValue): YamlValue {
  if (isPythonScalar(value)) return value.yaml === null ? value.str : new PlainText(value.yaml);
  if (typeof value !== 'object' || value === null) return value;
  if (isPythonList(value)) return value.map(pythonYaml);
  const mapping: YamlMapping = Object.fromEntries([...value].map(([key, item]) => [key, pythonYaml(item)]));
  return mapping;
}
