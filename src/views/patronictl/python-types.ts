import type { SqlValue } from '../../operations/ports/sql-ports.js';
import { pythonRepr, pythonStr } from './python-notation.js';
import { pythonDate, pythonInterval, pythonTime, pythonTimestamp } from './python-times.js';
import {
  type PythonScalar,
  type PythonValue,
  pythonDecimal,
  pythonFloat,
  pythonInteger,
  pythonOpaque,
} from './python-values.js';

/** Reads PostgreSQL's text; null if Python has no such value, which then stays text. */
type Read = (text: string) => PythonValue;

const text: Read = (value) => value;
const integer: Read = pythonInteger;
const float: Read = (value) => pythonFloat(Number(value.replace(/^(-?)inf(inity)?$/i, '$1Infinity')));
const date: Read = (value) => pythonDate(value) ?? value;
const time: Read = (value) => pythonTime(value) ?? value;
const timestamp: Read = (value) => pythonTimestamp(value, false) ?? value;
const timestamptz: Read = (value) => pythonTimestamp(value, true) ?? value;
const interval: Read = (value) => pythonInterval(value) ?? value;
const boolean: Read = (value) => value === 't';
const range =
  (className: string, bound: Read): Read =>
  (value) =>
    parseRange(value, className, bound) ?? value;

/** The types that psycopg2 knows, with those of their arrays; all others are text for it (psycopg2.extensions.string_types). */
const TYPES: readonly {
  readonly oids: readonly number[];
  readonly arrays: readonly number[];
  readonly read: Read;
}[] = [
  { oids: [16], arrays: [1000], read: boolean },
  { oids: [20, 21, 23, 26], arrays: [1005, 1006, 1007, 1013, 1016, 1028], read: integer },
  { oids: [700, 701], arrays: [1021, 1022], read: float },
  { oids: [1700], arrays: [1231], read: pythonDecimal },
  // Python would show the address of a memoryview.
  { oids: [17], arrays: [1001], read: text },
  // "char", name, bpchar, varchar, text, and what psycopg2 takes for text only within arrays: inet, cidr, macaddr.
  { oids: [], arrays: [1002, 1003, 1009, 1014, 1015, 1040, 1041, 651], read: text },
  { oids: [1082], arrays: [1182], read: date },
  { oids: [1083, 1266], arrays: [1183, 1270], read: time },
  { oids: [1114], arrays: [1115], read: timestamp },
  { oids: [1184], arrays: [1185], read: timestamptz },
  { oids: [1186], arrays: [1187], read: interval },
  { oids: [114, 3802], arrays: [199, 3807], read: parsePythonJson },
  { oids: [3904, 3926], arrays: [3905, 3927], read: range('NumericRange', integer) },
  { oids: [3906], arrays: [3907], read: range('NumericRange', pythonDecimal) },
  { oids: [3912], arrays: [3913], read: range('DateRange', date) },
  { oids: [3908], arrays: [3909], read: range('DateTimeRange', timestamp) },
  { oids: [3910], arrays: [3911], read: range('DateTimeTZRange', timestamptz) },
];

const READERS: ReadonlyMap<number, Read> = new Map(
  TYPES.flatMap(({ oids, arrays, read }) => [
    ...oids.map((oid): [number, Read] => [oid, read]),
    ...arrays.map((oid): [number, Read] => [oid, (value) => parseArray(value, read) ?? value]),
  ]),
);

const FLOATS = [700, 701];

const RANGE = /^([[(])(?:"((?:[^"\\]|""|\\.)*)"|([^",]*)),(?:"((?:[^"\\]|""|\\.)*)"|([^",\])]*))([\])])$/s;

/** A value of a result as psycopg2 gives it to patronictl. */
export function pythonValue(value: SqlValue, typeOid: number): PythonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return FLOATS.includes(typeOid) ? pythonFloat(value) : pythonInteger(String(value));
  }
  return (READERS.get(typeOid) ?? text)(value);
}

/** What `json.loads` makes of a text that PostgreSQL knows to be JSON: numbers keep their digits, members their order. */
export function parsePythonJson(text: string): PythonValue {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let index = 0;
  const next = (): string => tokens[index++] ?? '';
  const value = (): PythonValue => {
    const token = next();
    if (token === '[') return list();
    if (token === '{') return members();
    return scalar(token);
  };
  const list = (): PythonValue[] => {
    const items: PythonValue[] = [];
    while (tokens[index] !== ']' && index < tokens.length) {
      items.push(value());
      if (tokens[index] === ',') index += 1;
    }
    index += 1;
    return items;
  };
  const members = (): Map<string, PythonValue> => {
    const found = new Map<string, PythonValue>();
    while (tokens[index] !== '}' && index < tokens.length) {
      const key = textOf(next());
      index += 1;
      found.set(key, value());
      if (tokens[index] === ',') index += 1;
    }
    index += 1;
    return found;
  };
  return value();
}

function scalar(token: string): PythonValue {
  if (token.startsWith('"')) return textOf(token);
  if (token === 'null') return null;
  if (token === 'true' || token === 'false') return token === 'true';
  return /[.eE]/.test(token) ? pythonFloat(Number(token)) : pythonInteger(BigInt(token).toString());
}

function textOf(token: string): string {
  const text: unknown = JSON.parse(token);
  return String(text);
}

/** A list of what PostgreSQL writes as `{…}`, nested if it has several dimensions; null if it is no such text. */
export function parseArray(text: string, element: (text: string) => PythonValue): PythonValue[] | null {
  // Bounds such as [2:3]= do not show in Python.
  const tokens =
    text.replace(/^[[\]\d:+-]+=/, '').match(/"(?:[^"\\]|\\.)*"|[{},]|(?:[^{},"\\]|\\.)+/gs) ?? [];
  if (tokens[0] !== '{') return null;
  const stack: PythonValue[][] = [];
  for (const token of tokens) {
    if (token === '{') {
      const nested: PythonValue[] = [];
      stack.at(-1)?.push(nested);
      stack.push(nested);
    } else if (token === '}') {
      const closed = stack.pop();
      if (stack.length === 0) return closed ?? null;
    } else if (token !== ',') {
      stack.at(-1)?.push(token === 'NULL' ? null : element(unquoted(token)));
    }
  }
  return null;
}

function unquoted(token: string): string {
  return (token.startsWith('"') ? token.slice(1, -1) : token).replace(/\\(.)/gs, '$1');
}

/** One of psycopg2's range classes; null if it is no such text. */
function parseRange(
  text: string,
  className: string,
  element: (text: string) => PythonValue,
): PythonScalar | null {
  if (text === 'empty') return pythonOpaque('empty', `${className}(empty=True)`);
  const match = RANGE.exec(text);
  if (match === null) return null;
  const [, open = '', quotedLower, plainLower, quotedUpper, plainUpper, close = ''] = match;
  const bound = (quoted: string | undefined, plain: string | undefined): PythonValue => {
    if (quoted !== undefined) return element(quoted.replaceAll('""', '"').replace(/\\(.)/gs, '$1'));
    return plain ? element(plain) : null;
  };
  const lower = bound(quotedLower, plainLower);
  const upper = bound(quotedUpper, plainUpper);
  const repr = [lower, upper, `${open}${close}`].map(pythonRepr).join(', ');
  return pythonOpaque(`${open}${pythonStr(lower)}, ${pythonStr(upper)}${close}`, `${className}(${repr})`);
}
