import { ExactNumber, floatOf, type JsonNumber, numberOfToken } from './exact-number.js';
import { bytesNotation, PythonObject, type PythonValue, pythonTime } from './python-text.js';

/** Whole numbers by PyYAML's `Resolver`: binary, octal, decimal, hexadecimal, sexagesimal. */
export const INTEGER =
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
/** Its other numbers. */
export const FLOATS: readonly RegExp[] = [
  /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
];

/** What PyYAML takes for a timestamp. */
export const TIMESTAMPS: readonly RegExp[] = [
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  /^[0-9]{4}(?:-[0-9]{1,2}){2}(?:[Tt]|[ \t]+)[0-9]{1,2}(?::[0-9]{2}){2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/,
];
export const NULL = /^(?:~|null|Null|NULL|)$/;
export const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;

/** The prefix of the tags of YAML itself, which are written `!!`. */
export const TAG = 'tag:yaml.org,2002:';

/** The tag of a scalar without quotes and without a tag (PyYAML `Resolver`). */
export function implicitTag(text: string): string {
  const matches = (pattern: RegExp): boolean => pattern.test(text);
  if (NULL.test(text)) return `${TAG}null`;
  if (BOOLEAN.test(text)) return `${TAG}bool`;
  if (FLOATS.some(matches)) return `${TAG}float`;
  if (INTEGER.test(text)) return `${TAG}int`;
  if (TIMESTAMPS.some(matches)) return `${TAG}timestamp`;
  if (text === '=') return `${TAG}value`;
  return text === '<<' ? `${TAG}merge` : `${TAG}str`;
}

/** The number that PyYAML reads in a scalar of this tag, all digits of it; null if it is none. */
function numberOfScalar(tag: string, text: string): JsonNumber | null {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '').toLowerCase();
  const sign = text.startsWith('-') ? '-' : '';
  if (digits === '') return null;
  if (tag === `${TAG}int`) return wholeNumber(sign, digits);
  return tag === `${TAG}float` ? floatNumber(sign, digits) : null;
}

function wholeNumber(sign: string, digits: string): JsonNumber | null {
  const text = digits.includes(':') ? `${sexagesimal(digits.split(':').map(BigInt))}` : decimalText(digits);
  if (text === null) return null;
  return numberOfToken(text === '0' ? text : sign + text);
}

/** A leading zero is octal, as in C. */
function decimalText(digits: string): string | null {
  const plain = digits.replace(/^0+(?=[0-7]+$)/, '0o');
  if (/^(?:0|[1-9]\d*)$/.test(plain)) return plain;
  return /^0(?:b[01]+|o[0-7]+|x[\da-f]+)$/.test(plain) ? BigInt(plain).toString() : null;
}

function sexagesimal(parts: readonly bigint[]): bigint {
  return parts.reduce((sum, part) => sum * 60n + part, 0n);
}

function floatNumber(sign: string, digits: string): JsonNumber | null {
  if (digits === '.inf') return new ExactNumber(`${sign}Infinity`);
  if (digits === '.nan') return new ExactNumber('NaN');
  const number = digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number.isNaN(number) ? null : floatOf(sign === '-' ? -number : number);
}

const SCALAR_TAGS: ReadonlySet<string> = new Set(
  ['str', 'null', 'bool', 'int', 'float', 'timestamp', 'binary'].map((name) => TAG + name),
);

const FAULTS: ReadonlyMap<string, string> = new Map([
  [`${TAG}bool`, 'neither true nor false'],
  [`${TAG}int`, 'no whole number'],
  [`${TAG}float`, 'no number'],
  [`${TAG}timestamp`, 'no day or time that there is; if it is text, it has to stand in quotes'],
  [`${TAG}binary`, 'no base64'],
  [`${TAG}value`, 'a text = has to stand in quotes'],
  [`${TAG}merge`, 'a text << has to stand in quotes'],
]);

/** Undefined if PyYAML reads nothing there. */
export function scalarOf(tag: string, text: string): PythonValue | undefined {
  if (tag === `${TAG}str`) return text;
  if (tag === `${TAG}null`) return null;
  if (tag === `${TAG}bool`) {
    const word = text.toLowerCase();
    if (['yes', 'true', 'on'].includes(word)) return true;
    return ['no', 'false', 'off'].includes(word) ? false : undefined;
  }
  if (tag === `${TAG}timestamp`) return pythonTime(text) ?? undefined;
  if (tag === `${TAG}binary`) return binaryOf(text);
  return numberOfScalar(tag, text) ?? undefined;
}

function binaryOf(text: string): PythonValue | undefined {
  const digits = text.replace(/[^A-Za-z0-9+/]/g, '');
  const padding = /=*$/.exec(text.replace(/\s/g, ''))?.[0].length ?? 0;
  if (/[^\x00-\x7f]/.test(text) || digits.length % 4 === 1 || (digits.length + padding) % 4 !== 0)
    return undefined;
  return new PythonObject(bytesNotation(Buffer.from(digits, 'base64')));
}

export function isScalarTag(tag: string): boolean {
  return SCALAR_TAGS.has(tag);
}

/** Why `scalarOf` gives nothing for this tag. */
export function faultOfScalar(tag: string): string {
  return FAULTS.get(tag) ?? 'a value that cannot be read';
}
