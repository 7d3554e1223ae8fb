import { type Document, isMap, isNode, type Pair, parseDocument, visit } from 'yaml';
import { isJsonNumber, pythonJsonNumber } from './exact-number.js';
import { DEEPEST, type JsonValue } from './json.js';
import { numberOfScalar } from './yaml-number.js';

type ParsedYaml =
  | { readonly value: JsonValue }
  | { readonly error: string; readonly line: number | null; readonly column: number | null };

/** Reads one YAML 1.1 document with the scalars of PyYAML, which reads patronictl's files. */
export function parseYaml(text: string): ParsedYaml {
  try {
    return parsed(text);
  } catch (thrown) {
    // Nested deeper than anybody reads.
    if (thrown instanceof RangeError) return { error: 'It is nested too deeply', line: null, column: null };
    throw thrown;
  }
}

function parsed(text: string): ParsedYaml {
  const deep = findDepth(text);
  if (deep !== null) return errorAt(text, deep, 'It is nested too deeply');
  const document = parseDocument(text, {
    version: '1.1',
    // Of equal keys the last one counts.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error !== undefined) return errorAt(text, error.pos[0], error.message);
  const alias = findOpenAlias(document);
  if (alias !== null) return errorAt(text, alias, 'Unresolved alias');
  keepTexts(document);
  try {
    return { value: plain(document.toJS({ maxAliasCount: 100 })) };
  } catch (thrown) {
    if (thrown instanceof RangeError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return { error: withoutSource(message), line: null, column: null };
  }
}

const DEEPEST_YAML = 100;

/** Where brackets, dashes or indentation go deeper than anybody means; the parser would run out of memory. */
export function findDepth(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if ('[{'.includes(character)) depth += 1;
    else if (']}'.includes(character)) depth -= 1;
    if (depth > DEEPEST_YAML) return index;
  }
  const deep = text.search(/(?:[-?:][ \t]+){50}|^ {300}/m);
  return deep === -1 ? null : deep;
}

function errorAt(text: string, position: number, message: string): ParsedYaml {
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return { error: withoutSource(message), line: before.length, column };
}

/** What stands in the text may be a password: `password: *x` refers to an anchor. */
function withoutSource(message: string): string {
  return message.replace(/:\s.*/s, '');
}

/** Where something refers to an anchor that is not there. */
function findOpenAlias(document: Document.Parsed): number | null {
  let position: number | null = null;
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      position = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return position;
}

/** The line on which a key of nested mappings stands; null if it is not there. The text is read once, when the first one is asked for. */
export function linesOfKeys(text: string): (path: readonly string[]) => number | null {
  let parsed: Document.Parsed | null = null;
  return (path) => {
    parsed ??= parseDocument(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
    let node: unknown = parsed.contents;
    let line: number | null = null;
    for (const key of path) {
      const pair: Pair | undefined = isMap(node)
        ? node.items.findLast((item) => String(item.key) === key)
        : undefined;
      if (pair === undefined || !isNode(pair.key)) return null;
      line = text.slice(0, pair.key.range?.[0] ?? 0).split('\n').length;
      node = pair.value;
    }
    return line;
  };
}

/** Keys are text in JSON, and numbers are as they are written; dates, and what only YAML 1.1 proper takes for values, stay text. */
function keepTexts(document: Document.Parsed): void {
  visit(document, {
    Scalar: (position, node) => {
      const { source, type, tag, value } = node;
      const number = numberOfScalar(node);
      if (number !== null) node.value = position === 'key' ? pythonJsonNumber(number) : number;
      else if (
        source !== undefined &&
        type === 'PLAIN' &&
        tag === undefined &&
        isTextForPyYaml(source, value)
      )
        node.value = source;
    },
  });
}

function isTextForPyYaml(source: string, value: unknown): boolean {
  return (
    value instanceof Date || typeof value === 'number' || typeof value === 'bigint' || /^[yn]$/i.test(source)
  );
}

/** Sets and binary data of YAML 1.1 have no place in a configuration: they become text. */
function plain(value: unknown, depth = 0): JsonValue {
  if (depth > DEEPEST) throw new RangeError('nested too deep');
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || isJsonNumber(value)) return value;
  if (Array.isArray(value)) return value.map((each) => plain(each, depth + 1));
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each, depth + 1)]));
  }
  return String(value);
}
