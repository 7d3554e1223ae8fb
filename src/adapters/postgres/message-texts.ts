import { entryOf } from '../../formats/json.js';

const END = 0;
/** Behind the name of a column: its table, number, type, size, modifier and format. */
const COLUMN_BYTES = 18;
const SASL = 10;

/**
 * Messages that hold texts, each ended by a zero. pg looks for it without an end: where it is missing it reads what follows, or for
 * ever (chapter "Message Formats" of the manual of PostgreSQL).
 */
const SHAPES: Readonly<Record<string, (body: Buffer) => boolean>> = {
  A: (body) => isAll(body, 4, 2),
  C: (body) => isAll(body, 0, 1),
  E: isFields,
  N: isFields,
  R: (body) => body.length >= 4 && (body.readInt32BE(0) !== SASL || isList(body, 4)),
  S: (body) => isAll(body, 0, 2),
  T: isColumns,
};

/** Whether pg must not see a message of this type before its texts have been found to end. */
export function holdsTexts(type: string): boolean {
  return Object.hasOwn(SHAPES, type);
}

/** Whether all texts of a message end within it. */
export function isWellFormed(type: string, body: Buffer): boolean {
  return entryOf(SHAPES, type)?.(body) ?? true;
}

/** Behind the text that begins there; null if it has no end. */
function afterText(body: Buffer, at: number): number | null {
  const end = at >= body.length ? -1 : body.indexOf(END, at);
  return end === -1 ? null : end + 1;
}

/** So many texts, and nothing else. */
function isAll(body: Buffer, from: number, count: number): boolean {
  let at: number | null = from;
  for (let text = 0; text < count && at !== null; text += 1) at = afterText(body, at);
  return at === body.length;
}

/** Pairs of a letter and a text, ended by a zero. */
function isFields(body: Buffer): boolean {
  let at: number | null = 0;
  while (at !== null && at < body.length && body[at] !== END) at = afterText(body, at + 1);
  return at !== null && at < body.length;
}

/** Texts, the last of them empty. */
function isList(body: Buffer, from: number): boolean {
  let at: number | null = from;
  while (at !== null && at < body.length && body[at] !== END) at = afterText(body, at);
  return at !== null && at < body.length;
}

function isColumns(body: Buffer): boolean {
  if (body.length < 2) return false;
  let at: number | null = 2;
  for (let left = body.readInt16BE(0); left > 0 && at !== null; left -= 1) {
    at = afterText(body, at);
    if (at !== null) at += COLUMN_BYTES;
  }
  return at === body.length;
}
