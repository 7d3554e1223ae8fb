import type { Value } from '../model/value.js';

/** A word of a line of pg_hba.conf or pg_ident.conf. In quotes it has no meaning of its own: `"all"` is a role or database called all. */
interface AccessWord {
  readonly text: string;
  readonly isQuoted: boolean;
}

export interface AccessLine {
  /** Words that commas hold together are one field. */
  readonly fields: readonly (readonly AccessWord[])[];
  /** What the line was written as in the list; several if it goes on in the next entry. */
  readonly entries: readonly string[];
}

/**
 * The lines that PostgreSQL reads from a list of Patroni's, without empty ones and comments (hba.c, next_token and tokenize_auth_file).
 * Since PostgreSQL 14 a backslash at its end lets a line go on in the next one.
 */
export function accessLines(list: Value | undefined, goesOn: boolean): readonly AccessLine[] {
  const entries = Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
  const lines: { text: string; entries: string[] }[] = [];
  let isOpen = false;
  for (const entry of entries) {
    for (const text of entry.split('\n').map((each) => each.replace(/\r$/, ''))) {
      const line = isOpen ? lines.at(-1) : undefined;
      isOpen = goesOn && text.endsWith('\\');
      const part = isOpen ? text.slice(0, -1) : text;
      if (line === undefined) lines.push({ text: part, entries: [entry] });
      else {
        line.text += part;
        if (line.entries.at(-1) !== entry) line.entries.push(entry);
      }
    }
  }
  return lines
    .map((line) => ({ fields: fieldsOf(line.text), entries: line.entries }))
    .filter(({ fields }) => fields.length > 0);
}

function fieldsOf(line: string): readonly (readonly AccessWord[])[] {
  const fields: AccessWord[][] = [];
  let isList = false;
  for (const { word, comma } of wordsOf(line)) {
    const field = isList ? fields.at(-1) : undefined;
    if (field === undefined) fields.push([word]);
    else field.push(word);
    isList = comma;
  }
  return fields;
}

/** A comma right behind a word, and no blank before it, makes the next word part of the same field. */
function wordsOf(line: string): readonly { readonly word: AccessWord; readonly comma: boolean }[] {
  // What is between quotes may be anything, and quotes may begin anywhere; two of them are one.
  const pattern = /[\s,]*((?:"(?:[^"]|"")*(?:"|$)|[^\s,"#])+)(,?)|[\s,]*#.*$/gy;
  return [...line.matchAll(pattern)].flatMap(([, text, comma]) =>
    text === undefined
      ? []
      : [{ word: { text: unquoted(text), isQuoted: text.startsWith('"') }, comma: comma !== '' }],
  );
}

function unquoted(text: string): string {
  return text.replaceAll(/"((?:[^"]|"")*)(?:"|$)/g, (_, inner: string) => inner.replaceAll('""', '"'));
}
