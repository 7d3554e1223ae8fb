import pg from 'pg';
import type { SqlValue } from '../../operations/ports/sql-ports.js';

type Decode = (text: string) => SqlValue;

const text: Decode = (value) => value;

const integer: Decode = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

const float: Decode = (value) => (Number.isFinite(Number(value)) ? Number(value) : value);

const { BOOL, INT2, INT4, INT8, OID, FLOAT4, FLOAT8 } = pg.types.builtins;

const DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [BOOL, (value) => value === 't'],
  [INT2, integer],
  [INT4, integer],
  [INT8, integer],
  [OID, integer],
  [FLOAT4, float],
  [FLOAT8, float],
]);

/** Booleans and what a number holds exactly; all other types stay as PostgreSQL writes them. */
export function decoderOf(typeOid: number): Decode {
  return DECODERS.get(typeOid) ?? text;
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(pg.types.builtins).map(([name, oid]) => [Number(oid), name.toLowerCase()]),
);

/** `int4`, `timestamptz` …; null for other types than PostgreSQL's own. */
export function typeNameOf(typeOid: number): string | null {
  return NAMES.get(typeOid) ?? null;
}
