import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { isJsonNumber, pythonJsonNumber } from './exact-number.js';
import type { JsonValue } from './json.js';
import { isPythonMapping, jsonOf, PythonObject, type PythonValue, pythonNotation } from './python-text.js';
import { findControl, findDepth, findTab } from './yaml-faults.js';
import { faultOfScalar, implicitTag, isScalarTag, scalarOf, TAG } from './yaml-scalar.js';

interface YamlError {
  readonly error: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** Reads one YAML document as JSON; what JSON has no place for is text. */
export function parseYaml(text: string): { readonly value: JsonValue } | YamlError {
  const parsed = loadYaml(text);
  return 'error' in parsed ? parsed : { value: jsonOf(parsed.value) };
}

/** Reads one YAML document as PyYAML's `safe_load` does, which reads the files of Patroni and patronictl. */
export function loadYaml(source: string): { readonly value: PythonValue } | YamlError {
  // Python's text files have no other line break, and PyYAML knows one more.
  const text = source.replace(/\r\n?|\x85/g, '\n');
  const control = findControl(text);
  if (control !== null) return errorAt(text, ...control);
  const deep = findDepth(text);
  if (deep !== null) return errorAt(text, deep, 'it is nested too deeply');
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    // Of equal keys the last one counts.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error !== undefined) return errorAt(text, error.pos[0], error.message);
  const tab = findTab(text);
  if (tab !== null) return errorAt(text, ...tab);
  try {
    return { value: new SafeConstructor(document, text).value() };
  } catch (thrown) {
    if (thrown instanceof Fault) return errorAt(text, thrown.position, thrown.message);
    if (thrown instanceof RangeError) return { error: 'it is nested too deeply', line: null, column: null };
    throw thrown;
  }
}

class Fault extends Error {
  constructor(
    readonly position: number,
    message: string,
  ) {
    super(message);
  }
}

function errorAt(text: string, position: number, message: string): YamlError {
  const before = text.slice(0, position).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  // What stands in the text may be a password: `password: *x` refers to an anchor.
  return { error: message.replace(/:\s.*/s, ''), line: before.length, column };
}

const MOST_VALUES = 200_000;
const UNDEFINED_TAG = 'an undefined tag; a text that starts with ! has to stand in quotes';

/** PyYAML's class of this name (constructor.py), on the nodes of another parser. */
class SafeConstructor {
  private readonly anchors = new Map<string, unknown>();
  private readonly done = new Map<unknown, PythonValue>();
  private readonly open = new Set<unknown>();
  /** How many values there are, and how many each node stands for: Python shares what aliases refer to, JSON writes it out. */
  private size = 0;
  private readonly sizes = new Map<unknown, number>();

  constructor(
    private readonly document: Document.Parsed,
    private readonly text: string,
  ) {}

  value(): PythonValue {
    visit(this.document, {
      Node: (_, node) => {
        if (isAlias(node) || node.anchor === undefined) return;
        if (this.anchors.has(node.anchor)) throw new Fault(startOf(node), 'an anchor that is there already');
        this.anchors.set(node.anchor, node);
      },
    });
    return this.construct(this.document.contents);
  }

  private construct(node: unknown): PythonValue {
    if (node === null) return null;
    const target = this.resolved(node);
    const known = this.done.get(target);
    const before = this.size;
    this.size += this.sizes.get(target) ?? 1;
    if (this.size > MOST_VALUES)
      throw new Fault(startOf(node), 'an alias makes more of this than anybody means');
    if (known !== undefined) return known;
    if (this.open.has(target)) throw new Fault(startOf(node), 'an alias within what it refers to');
    this.open.add(target);
    const value = isScalar(target) ? this.scalar(target) : this.collection(target);
    this.open.delete(target);
    this.done.set(target, value);
    this.sizes.set(target, this.size - before);
    return value;
  }

  private resolved(node: unknown): unknown {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.document);
    if (target === undefined) {
      throw new Fault(
        startOf(node),
        'an alias for an anchor that is not there; a text that starts with * has to stand in quotes',
      );
    }
    return target;
  }

  private scalar(node: Scalar): PythonValue {
    const text = String(node.source ?? node.value ?? '');
    const isPlain = node.type === 'PLAIN' || node.type === undefined;
    const given = node.tag === '!' ? `${TAG}str` : node.tag;
    const tag = given ?? (isPlain ? implicitTag(text) : `${TAG}str`);
    const value = scalarOf(tag, String(node.value ?? ''));
    if (value !== undefined) return value;
    const message = given !== undefined && !isScalarTag(tag) ? UNDEFINED_TAG : faultOfScalar(tag);
    throw new Fault(this.placeOf(node), message);
  }

  private collection(node: unknown): PythonValue {
    if (isSeq(node) && (node.tag === undefined || node.tag === `${TAG}seq`)) {
      return node.items.map((item) => this.construct(item));
    }
    if (isSeq(node) && (node.tag === `${TAG}omap` || node.tag === `${TAG}pairs`)) {
      const pairs = node.items.map((item) => this.pairOf(item));
      return new PythonObject(`[${pairs.join(', ')}]`);
    }
    if (isMap(node) && (node.tag === undefined || node.tag === `${TAG}map`)) {
      return Object.fromEntries(this.entries(node).map(([key, value]) => [keyText(key), value]));
    }
    if (isMap(node) && node.tag === `${TAG}set`) {
      const keys = [...new Set(this.entries(node).map(([key]) => pythonNotation(key)))];
      return new PythonObject(keys.length === 0 ? 'set()' : `{${keys.join(', ')}}`);
    }
    throw new Fault(this.placeOf(node), UNDEFINED_TAG);
  }

  private pairOf(item: unknown): string {
    const node = this.resolved(item);
    const [pair, ...others] = isMap(node) ? node.items : [];
    if (pair === undefined || others.length > 0)
      throw new Fault(startOf(item), 'a single key is expected here');
    return `(${pythonNotation(this.construct(pair.key))}, ${pythonNotation(this.construct(pair.value))})`;
  }

  /** What is merged stands before the rest, so that the rest counts (`flatten_mapping`). */
  private entries(map: YAMLMap): [PythonValue, PythonValue][] {
    const own: [PythonValue, PythonValue][] = [];
    const merged: [PythonValue, PythonValue][] = [];
    for (const { key, value } of map.items) {
      if (isMerge(key)) merged.push(...this.mergedEntries(value));
      else own.push([this.keyOf(key), this.construct(value)]);
    }
    return [...merged, ...own];
  }

  private mergedEntries(value: unknown): [PythonValue, PythonValue][] {
    const node = this.resolved(value);
    if (this.open.has(node)) throw new Fault(startOf(value), 'an alias within what it refers to');
    if (isMap(node)) return this.entries(node);
    const nodes = isSeq(node) ? node.items.map((item) => this.resolved(item)) : [];
    if (!isSeq(node) || !nodes.every(isMap))
      throw new Fault(startOf(value), 'a mapping is expected behind <<');
    return nodes.toReversed().flatMap((each) => (isMap(each) ? this.entries(each) : []));
  }

  private keyOf(key: unknown): PythonValue {
    if (isScalar(key) && key.tag === undefined && key.type === 'PLAIN' && key.source === '=') return '=';
    const value = this.construct(key);
    if (Array.isArray(value) || isPythonMapping(value))
      throw new Fault(startOf(key), 'a key has to be a single value');
    return value;
  }

  /** Where its tag stands, if it has one. */
  private placeOf(node: unknown): number {
    const start = startOf(node);
    const before = /!(?:<[^>]*>|[^\s,[\]{}]*)(?:\s+&\S+)?\s*$/.exec(this.text.slice(0, start));
    return before === null || !(isNode(node) && !isAlias(node) && node.tag !== undefined)
      ? start
      : before.index;
  }
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.tag === undefined && key.source === '<<';
}

/** As `json.dumps` writes it. */
function keyText(key: PythonValue): string {
  if (key instanceof PythonObject) return key.text;
  if (isJsonNumber(key)) return pythonJsonNumber(key);
  return String(key);
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
