/** What a line of the password file is looked up by. */
export interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

export interface FoundPassword {
  readonly password: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The password of the first line that matches, by the rules of libpq (fe-connect.c, passwordFromFile). */
export function findPassword(text: string, key: PasswordKey): FoundPassword | null {
  const wanted = [key.host, String(key.port), key.database, key.user];
  for (const [index, line] of text.split('\n').entries()) {
    const password = line.startsWith('#') ? null : matchLine(line.replace(/\r$/, ''), wanted);
    if (password !== null) return { password, line: index + 1 };
  }
  return null;
}

function matchLine(line: string, wanted: readonly string[]): string | null {
  let rest = line;
  for (const value of wanted) {
    const field = readField(rest);
    if (field.rest === null || !(field.raw === '*' || field.text === value)) return null;
    rest = field.rest;
  }
  return readField(rest).text;
}

interface Field {
  readonly raw: string;
  readonly text: string;
  /** What follows the colon; null without one. */
  readonly rest: string | null;
}

/** A field ends at a colon; a backslash takes the next character as it is. */
function readField(line: string): Field {
  const raw = /^(?:\\.|[^:\\]|\\$)*/s.exec(line)?.[0] ?? '';
  const rest = line[raw.length] === ':' ? line.slice(raw.length + 1) : null;
  return { raw, text: raw.replace(/\\(.)/gs, '$1'), rest };
}
