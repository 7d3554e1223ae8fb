import type { SqlValue } from '../../operations/ports/sql-ports.js';
import { parseArray, parsePythonJson, parseRange } from './python-literals.js';
import { pythonDate, pythonInterval, pythonTime, pythonTimestamp } from './python-times.js';
import { type PythonValue, pythonDecimal, pythonFloat, pythonInteger } from './python-values.js';

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

/** A value of a result as psycopg2 gives it to patronictl. */
export function pythonValue(value: SqlValue, typeOid: number): PythonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    return FLOATS.includes(typeOid) ? pythonFloat(value) : pythonInteger(String(value));
  }
  return (READERS.get(typeOid) ?? text)(value);
}
