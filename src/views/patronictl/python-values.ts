import { floatOf, pythonJsonNumber, pythonNumber, pyYamlNumber } from '../../formats/exact-number.js';

/** A value as patronictl's Python knows it. */
export type PythonValue =
  | null
  | boolean
  | string
  | PythonScalar
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>;

/** A number, date … in Python's notations. Where JSON or YAML cannot hold it, patronictl fails, and `str` stands for it. */
export interface PythonScalar {
  readonly str: string;
  readonly repr: string;
  readonly json: string | null;
  readonly yaml: string | null;
}

export function pythonInteger(text: string): PythonScalar {
  return { str: text, repr: text, json: text, yaml: text };
}

/** A float as `repr` shows it: as short as possible, with a point or an exponent. */
export function pythonFloat(value: number): PythonScalar {
  const number = floatOf(value);
  const text = pythonNumber(number);
  return { str: text, repr: text, json: pythonJsonNumber(number), yaml: pyYamlNumber(number) };
}

/** `Decimal`: PostgreSQL never writes an exponent, Python does so from six zeros behind the point on. */
export function pythonDecimal(text: string): PythonScalar {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const str = match === null ? text : decimalText(match);
  return { str, repr: `Decimal('${str}')`, json: null, yaml: null };
}

function decimalText([text, sign = '', whole = '', fraction = '']: RegExpExecArray): string {
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const power = digits.length - 1 - fraction.length;
  if (power >= -6) return text;
  const rest = digits.slice(1);
  return `${sign}${digits[0]}${rest === '' ? '' : `.${rest}`}E${power}`;
}

/** Something that no notation but `str` is worth imitating for. */
export function pythonOpaque(str: string, repr = str): PythonScalar {
  return { str, repr, json: null, yaml: null };
}

export function isPythonScalar(value: PythonValue): value is PythonScalar {
  return typeof value === 'object' && value !== null && 'repr' in value;
}

export function isPythonList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}
