import { isJsonObject, type JsonValue } from './json.js';

/** A number as Python's `str` shows it: whole ones plain, others as `repr(float)` does. */
export function pythonNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 16) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** The text that `json.dumps(value)` of Python 3 gives with its default arguments. */
export function dumpPythonJson(value: JsonValue): string {
  if (typeof value === 'string') return asciiString(value);
  if (typeof value === 'number') return pythonNumber(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (!isJsonObject(value)) return `[${value.map(dumpPythonJson).join(', ')}]`;
  const members = Object.entries(value).map(([key, item]) => `${asciiString(key)}: ${dumpPythonJson(item)}`);
  return `{${members.join(', ')}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
