import { ExactNumber, floatOf, type JsonNumber, numberOfToken } from './exact-number.js';

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

interface ScalarSource {
  readonly source?: string | undefined;
  readonly type?: string | null | undefined;
  readonly tag?: string | undefined;
}

const TAG = 'tag:yaml.org,2002:';

/** The number that PyYAML reads in a scalar, all digits of it; null if it reads something else. */
export function numberOfScalar({ source, type, tag }: ScalarSource): JsonNumber | null {
  if (source === undefined) return null;
  const isPlain = type === 'PLAIN' && tag === undefined;
  const isInteger = tag === `${TAG}int` || (isPlain && INTEGER.test(source));
  const isFloat = tag === `${TAG}float` || (isPlain && FLOATS.some((pattern) => pattern.test(source)));
  const digits = source.replaceAll('_', '').replace(/^[-+]/, '').toLowerCase();
  const sign = source.startsWith('-') ? '-' : '';
  if (isInteger) return wholeNumber(sign, digits);
  return isFloat ? floatNumber(sign, digits) : null;
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
