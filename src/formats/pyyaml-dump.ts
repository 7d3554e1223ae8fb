import { isJsonScalar } from './json.js';
import type { YamlScalar } from './pyyaml-scalar.js';
import { isSimpleKey, LINE_BREAK, PlainText, type Scalar, scalarOf } from './pyyaml-scalar.js';

/** Any JSON value, and plain text in place of scalars. */
export type YamlValue = YamlScalar | readonly YamlValue[] | YamlMapping;

export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

const WIDTH = 200;
const INDENT = 2;

/**
 * The text of `yaml.safe_dump(value, default_flow_style=…, encoding=None, allow_unicode=True, width=200)`
 * of PyYAML 6.0, which is how patronictl writes YAML (`format_config_for_editing`).
 */
export function dumpPyYaml(value: YamlValue, style: 'block' | 'flow' = 'block'): string {
  const out = new Writer();
  const inFlow = style === 'flow' && !isScalar(value);
  writeNode(out, value, { indent: -INDENT, inFlow, isMember: false });
  out.indent(0);
  const isOpenEnded = isScalar(value) && scalarOf(value, false).notation === 'plain';
  return isOpenEnded ? `${out.text}...\n` : out.text;
}

interface Place {
  /** Indentation of the collection around the node. */
  readonly indent: number;
  readonly inFlow: boolean;
  /** Whether the node is the value of a mapping's key. */
  readonly isMember: boolean;
}

function writeNode(out: Writer, value: YamlValue, place: Place): void {
  if (isScalar(value)) {
    writeScalar(out, scalarOf(value, place.inFlow), innerIndent(place), true);
  } else if (!isSequence(value)) {
    const keys = Object.keys(value).sort(byCodePoint);
    if (place.inFlow || keys.length === 0) writeFlowMapping(out, value, keys, innerIndent(place));
    else writeBlockMapping(out, value, keys, place.indent + INDENT);
  } else if (place.inFlow || value.length === 0) {
    writeFlowSequence(out, value, innerIndent(place));
  } else {
    const isIndentless = place.isMember && !out.isAtIndent;
    writeBlockSequence(out, value, isIndentless ? place.indent : place.indent + INDENT);
  }
}

/** Scalars and flow collections are indented even at the top of the document. */
function innerIndent(place: Place): number {
  return Math.max(place.indent, 0) + INDENT;
}

function writeBlockSequence(out: Writer, items: readonly YamlValue[], indent: number): void {
  for (const item of items) {
    out.indent(indent);
    out.indicator('-', { keepsIndent: true });
    writeNode(out, item, { indent, inFlow: false, isMember: false });
  }
}

function writeBlockMapping(out: Writer, mapping: YamlMapping, keys: readonly string[], indent: number): void {
  for (const key of keys) {
    out.indent(indent);
    if (isSimpleKey(key)) {
      writeScalar(out, scalarOf(key, false), indent + INDENT, false);
      out.indicator(':', { isGlued: true });
    } else {
      out.indicator('?', { keepsIndent: true });
      writeScalar(out, scalarOf(key, false), indent + INDENT, true);
      out.indent(indent);
      out.indicator(':', { keepsIndent: true });
    }
    writeNode(out, mapping[key] ?? null, { indent, inFlow: false, isMember: true });
  }
}

function writeFlowSequence(out: Writer, items: readonly YamlValue[], indent: number): void {
  out.indicator('[', { opens: true });
  for (const [index, item] of items.entries()) {
    startFlowItem(out, index, indent);
    writeNode(out, item, { indent, inFlow: true, isMember: false });
  }
  out.indicator(']', { isGlued: true });
}

function writeFlowMapping(out: Writer, mapping: YamlMapping, keys: readonly string[], indent: number): void {
  out.indicator('{', { opens: true });
  for (const [index, key] of keys.entries()) {
    startFlowItem(out, index, indent);
    if (isSimpleKey(key)) {
      writeScalar(out, scalarOf(key, true), indent + INDENT, false);
      out.indicator(':', { isGlued: true });
    } else {
      out.indicator('?');
      writeScalar(out, scalarOf(key, true), indent + INDENT, true);
      if (out.column > WIDTH) out.indent(indent);
      out.indicator(':');
    }
    writeNode(out, mapping[key] ?? null, { indent, inFlow: true, isMember: true });
  }
  out.indicator('}', { isGlued: true });
}

function startFlowItem(out: Writer, index: number, indent: number): void {
  if (index > 0) out.indicator(',', { isGlued: true });
  if (out.column > WIDTH) out.indent(indent);
}

function writeScalar(out: Writer, { text, notation }: Scalar, indent: number, mayFold: boolean): void {
  const quote = { plain: '', single: "'", double: '"' }[notation];
  out.indicator(quote);
  if (notation === 'double') writeEscaped(out, text, indent, mayFold);
  else writeWords(out, notation === 'single' ? text.replaceAll("'", "''") : text, indent, mayFold);
  out.indicator(quote, { isGlued: true });
}

/** The inside of a plain or single-quoted scalar: a lone space may become a line break, a line break becomes two. */
function writeWords(out: Writer, text: string, indent: number, mayFold: boolean): void {
  const parts = text.match(/ +|[\n\x85\u2028\u2029]+|[^ \n\x85\u2028\u2029]+/g) ?? [];
  for (const [index, part] of parts.entries()) {
    const isInside = index > 0 && index < parts.length - 1;
    if (LINE_BREAK.test(part)) {
      if (part.startsWith('\n')) out.lineBreak();
      for (const lineBreak of part) out.lineBreak(lineBreak);
      out.indent(indent);
    } else if (part === ' ' && isInside && mayFold && out.column > WIDTH) {
      out.fold(indent);
    } else {
      out.write(part);
    }
  }
}

/** The inside of a double-quoted scalar, which may be folded at a space and around an escape. */
function writeEscaped(out: Writer, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  const foldBefore = (next: string | undefined) => {
    out.write('\\');
    out.fold(indent);
    if (next === ' ') out.write('\\');
  };
  let isAfterEscape = false;
  for (const [index, character] of characters.entries()) {
    const mayFoldHere = mayFold && index > 0 && index < characters.length - 1;
    const escaped = escapeOf(character);
    if (escaped !== undefined) {
      out.write(escaped);
      if (mayFoldHere && out.column > WIDTH + 1) foldBefore(characters[index + 1]);
    } else {
      const isBoundary = isAfterEscape || character === ' ';
      if (mayFoldHere && isBoundary && out.column > WIDTH) foldBefore(character);
      out.write(character);
    }
    isAfterEscape = escaped !== undefined;
  }
}

const SHORT_ESCAPES = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

const STANDS_FOR_ITSELF = /[\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function escapeOf(character: string): string | undefined {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined || STANDS_FOR_ITSELF.test(character)) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

function isScalar(value: YamlValue): value is YamlScalar {
  return isJsonScalar(value) || value instanceof PlainText;
}

function isSequence(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function byCodePoint(left: string, right: string): number {
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const difference = (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The output so far, and what PyYAML's emitter remembers of its end. Columns count code points. */
class Writer {
  text = '';
  /** Whether the line holds nothing but indentation and block indicators. */
  isAtIndent = true;
  column = 0;
  private isAfterSpace = true;

  write(text: string): void {
    this.text += text;
    this.column += [...text].length;
  }

  /** Set off by a space from what is before, unless it is glued to it. */
  indicator(text: string, { isGlued = false, opens = false, keepsIndent = false } = {}): void {
    this.write(this.isAfterSpace || isGlued ? text : ` ${text}`);
    this.isAfterSpace = opens;
    this.isAtIndent &&= keepsIndent;
  }

  lineBreak(text = '\n'): void {
    this.text += text;
    this.column = 0;
    this.isAfterSpace = true;
    this.isAtIndent = true;
  }

  /** Moves to the given column, on a new line if this one is used already. */
  indent(column: number): void {
    const isUsed = !this.isAtIndent || this.column > column || (this.column === column && !this.isAfterSpace);
    if (isUsed) this.lineBreak();
    if (this.column >= column) return;
    this.write(' '.repeat(column - this.column));
    this.isAfterSpace = true;
  }

  /** A new line inside a scalar. */
  fold(column: number): void {
    this.indent(column);
    this.isAfterSpace = false;
    this.isAtIndent = false;
  }
}
