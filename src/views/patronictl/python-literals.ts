import { pythonRepr, pythonStr } from './python-notation.js';
import {
  type PythonScalar,
  type PythonValue,
  pythonFloat,
  pythonInteger,
  pythonOpaque,
} from './python-values.js';

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

const RANGE = /^([[(])(?:"((?:[^"\\]|""|\\.)*)"|([^",]*)),(?:"((?:[^"\\]|""|\\.)*)"|([^",\])]*))([\])])$/s;

/** One of psycopg2's range classes; null if it is no such text. */
export function parseRange(
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
