import { type Document, isAlias, isMap, isScalar, Lexer, type ParsedNode, parseDocument, visit } from 'yaml';

/** Why a text cannot be taken as it is, and where; both count from 1. */
export interface YamlFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** etcd takes requests of up to 1.5 MiB. */
const LONGEST_TEXT = 1_048_576;
const MOST_FAULTS = 5;
const DEEPEST = 100;

/**
 * What keeps a YAML text from being stored as JSON, with what parsers let pass though it cannot be meant: equal keys, several documents,
 * dates. `document`: it has to be a mapping.
 */
export function findYamlFaults(text: string, kind: 'document' | 'value'): readonly YamlFault[] {
  if (text.length > LONGEST_TEXT) {
    const megabytes = (text.length / 1e6).toFixed(1);
    return [
      faultAt(
        text,
        LONGEST_TEXT,
        `the text goes on here, to ${megabytes} MB; a configuration has at most 1 MB`,
      ),
    ];
  }
  const deep = findDepth(text);
  if (deep !== null) return [faultAt(text, deep, 'it is nested too deeply')];
  try {
    return inOrder(text, [...collect(text, kind)]).slice(0, MOST_FAULTS);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return [{ line: 1, column: 1, message: 'it is nested too deeply' }];
  }
}

/** Where brackets, dashes or indentation go deeper than anybody means; the parser would run out of memory. */
export function findDepth(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if ('[{'.includes(character)) depth += 1;
    else if (']}'.includes(character)) depth -= 1;
    if (depth > DEEPEST) return index;
  }
  const deep = text.search(/(?:[-?:][ \t]+){50}|^ {300}/m);
  return deep === -1 ? null : deep;
}

type Found = readonly [position: number, message: string];

function* collect(text: string, kind: 'document' | 'value'): Iterable<Found> {
  const control = findControl(text);
  if (control !== null) yield control;
  const document = parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  for (const { pos, message } of document.errors) yield [pos[0], lowerFirst(withoutSource(message))];
  if (document.errors.length > 0) return;
  const tab = findTab(text);
  if (tab !== null) yield tab;
  yield* findInNodes(document);
  if (kind === 'document') yield* judgeRoot(document.contents);
}

/** What stands in the text may be a secret. */
function withoutSource(message: string): string {
  return message.replace(/:\s.*/s, '').replace(/; please use .*/, '');
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function* judgeRoot(root: ParsedNode | null): Iterable<Found> {
  if (root === null || (isScalar(root) && root.value === null)) {
    yield [0, 'the document is empty'];
  } else if (!isMap(root)) {
    const what = isScalar(root) ? 'a single value' : 'a list';
    yield [root.range[0], `settings are expected, such as "ttl: 30", and this is ${what}`];
  }
}

function findInNodes(document: Document.Parsed): Found[] {
  const found: Found[] = [];
  const add = (node: object | null, message: string): void => {
    const range = node !== null && 'range' in node && Array.isArray(node.range) ? node.range : [0];
    found.push([Number(range[0]), message]);
  };
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) === undefined) add(node, 'this refers to an anchor that is not there');
    },
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (isAlias(key)) continue;
        if (!isScalar(key) || key.value === null) {
          add(isScalar(key) || isMap(key) ? key : map, 'a key has to be text');
          continue;
        }
        const name = String(key.value);
        if (seen.has(name)) add(key, `the key ${name} is here for the second time`);
        seen.add(name);
      }
    },
    Scalar: (_, node) => {
      const fault = node.tag === undefined && node.type === 'PLAIN' ? judgeScalar(node) : null;
      if (fault !== null) add(node, fault);
    },
  });
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node) && node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
        add(node, 'a tag that has no place in a configuration');
      }
    },
  });
  return found;
}

const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

function judgeScalar({ value }: { readonly value: unknown }): string | null {
  return value instanceof Date ? 'a date cannot be stored; in quotes it is text' : null;
}

function inOrder(text: string, found: readonly Found[]): YamlFault[] {
  return [...found]
    .sort(([one], [other]) => one - other)
    .map(([position, message]) => faultAt(text, position, message));
}

function faultAt(text: string, position: number, message: string): YamlFault {
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1, message };
}

/** PyYAML's reader.NON_PRINTABLE, as far as one unit shows it. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\xa0-\uffff]|[\ufffe\uffff]/;

/** Characters that PyYAML does not take. */
export function findControl(text: string): Found | null {
  const position = text.search(UNPRINTABLE);
  return position === -1 ? null : [position, 'a control character'];
}

/** Tabs in other places than quotes, comments and blocks of text, which PyYAML does not take either. */
export function findTab(text: string): Found | null {
  if (!text.includes('\t')) return null;
  let position = 0;
  let isBlock = false;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    const mark = /^[\x02\x18\x1f]$/.test(token);
    if (mark) {
      isText = token === '\x1f';
      continue;
    }
    const isKept = (isText && isBlock) || /^['"#]/.test(token);
    const tab = isKept ? -1 : token.indexOf('\t');
    if (tab !== -1) return [position + tab, 'a tab where only spaces may stand'];
    if (isText || !/^\s*$/.test(token)) isBlock = /^[|>]/.test(token) && !isText;
    isText = false;
    position += token.length;
  }
  return null;
}
