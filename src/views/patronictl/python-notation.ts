import { dumpPythonJson } from '../../formats/python-json.js';
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
  if (typeof value === 'string') return reprOfText(value);
  if (isPythonScalar(value)) return value.repr;
  if (isPythonList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const items = [...value].map(([key, item]) => `${reprOfText(key)}: ${pythonRepr(item)}`);
  return `{${items.join(', ')}}`;
}

const ESCAPES = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // Unprintable for Python: control, format, unassigned and private characters, and separators other than the blank.
  const escaped = text.replace(/[\\'\p{C}\p{Z}]/gu, (character) => {
    if (character === ' ') return character;
    if (character === "'") return quote === "'" ? "\\'" : character;
    return ESCAPES.get(character) ?? numericEscape(character.codePointAt(0) ?? 0);
  });
  return quote + escaped + quote;
}

function numericEscape(code: number): string {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
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
