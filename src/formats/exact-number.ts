/**
 * A number whose text says what no JavaScript number keeps: `1.0`, `1e3`, `-0`, `9223372036854775807`. Also `NaN`, `Infinity` and
 * `-Infinity`, which Python writes into JSON and reads there.
 */
export class ExactNumber {
  constructor(readonly text: string) {}

  /** Rounded to what JavaScript can hold. */
  toNumber(): number {
    return Number(this.text);
  }

  /** What Python's `str` makes of it; this is how patronictl shows it and what Patroni reads. */
  toString(): string {
    return isWhole(this.text) ? this.text.replace(/^-0$/, '0') : pythonFloat(this.toNumber());
  }

  /** For a document that is not written by `jsonText`. */
  toJSON(): number {
    return this.toNumber();
  }
}

export type JsonNumber = number | ExactNumber;

export function isJsonNumber(value: unknown): value is JsonNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** Rounded to what JavaScript can hold. */
export function toNumber(value: JsonNumber): number {
  return typeof value === 'number' ? value : value.toNumber();
}

/** The number of a JSON text; a JavaScript number only if Python and JavaScript write that back to the same text. */
export function numberOfToken(text: string): JsonNumber {
  const number = Number(text);
  const isKept = isWhole(text)
    ? Number.isSafeInteger(number) && `${number}` === text
    : !Number.isInteger(number) &&
      Number.isFinite(number) &&
      pythonFloat(number) === text &&
      `${number}` === text;
  return isKept ? number : new ExactNumber(text);
}

/** A number that is a float in Python, also if it is whole. */
export function floatOf(value: number): JsonNumber {
  return numberOfToken(asJson(pythonFloat(value)));
}

/** The text that stands for the number in JSON. */
export function tokenOf(value: JsonNumber): string {
  return typeof value === 'number' ? pythonNumber(value) : value.text;
}

/** A number as Python's `str` shows it. JavaScript's whole numbers are Python's integers. */
export function pythonNumber(value: JsonNumber): string {
  if (typeof value !== 'number') return value.toString();
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : pythonFloat(value);
}

/** A whole number with all its digits, where JavaScript would write zeros. */
export function wholeText(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value).toString() : String(value);
}

/** Python's `json.dumps`, which knows three numbers more than JSON. */
export function pythonJsonNumber(value: JsonNumber): string {
  return asJson(pythonNumber(value));
}

function asJson(text: string): string {
  return text.replace(/inf$/, 'Infinity').replace(/^nan$/, 'NaN');
}

/** As PyYAML writes it. */
export function pyYamlNumber(value: JsonNumber): string {
  return pythonNumber(value)
    .replace(/^(-?)(inf|nan)$/, '$1.$2')
    .replace(/^(-?\d+)e/, '$1.0e');
}

/** The same number of the same kind: `1e3` and `1000.0`, but not `1000`. */
export function isSameNumber(one: JsonNumber, other: JsonNumber): boolean {
  return pythonNumber(one) === pythonNumber(other);
}

/** Python's `==`: also between whole numbers and others, digit by digit. */
export function isEqualNumber(one: JsonNumber, other: JsonNumber): boolean {
  return isSameNumber(one, other) || exactText(one) === exactText(other);
}

/** Whole numbers with all their digits, of whatever kind. */
function exactText(value: JsonNumber): string {
  const text = pythonNumber(value);
  const number = Number(text);
  return !isWhole(text) && Number.isInteger(number) ? BigInt(number).toString() : text;
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text);
}

/** Python's `repr` of a float: as short as possible, with a point or an exponent. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 16)) {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
