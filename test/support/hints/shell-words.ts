/** What a shell would make of the beginning of a text: its words, up to where the sentence around a command goes on. */
export interface ShellWords {
  readonly words: readonly string[];
  /** What a paste would trip over. */
  readonly trouble: string | null;
}

/** Outside of quotes these end a command, for the shell or for who reads the sentence. */
const END = /[\n();|&<>`]/;
/** Behind a word they are the sentence's, and no name ends in them without quotes. */
const PUNCTUATION = /[,.:?"]$/;
/** Unquoted, a shell would make something else of them. */
const ACTIVE = /[$*~{}[\]!\\#]/;

export function shellWords(text: string): ShellWords {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (text[at] === ' ') at += 1;
    if (at >= text.length || END.test(text[at] ?? '')) break;
    const read = readWord(text, at);
    if ('trouble' in read) return { words, trouble: read.trouble };
    const { word, isQuoted, end } = read;
    const isLast = !isQuoted && PUNCTUATION.test(word);
    words.push(isLast ? word.replace(PUNCTUATION, '') : word);
    if (isLast) break;
    at = end;
  }
  return { words, trouble: null };
}

type Read =
  | { readonly word: string; readonly isQuoted: boolean; readonly end: number }
  | { readonly trouble: string };

function readWord(text: string, start: number): Read {
  let word = '';
  let isQuoted = false;
  let at = start;
  for (; at < text.length; ) {
    const rest = text.slice(at);
    const quoted = /^'([^']*)'/.exec(rest) ?? /^\$'((?:[^'\\]|\\.)*)'/.exec(rest) ?? /^\\(')/.exec(rest);
    if (quoted !== null) {
      const [all, inside = ''] = quoted;
      word += all.startsWith('$') ? unescaped(inside) : inside;
      isQuoted = true;
      at += all.length;
      continue;
    }
    const character = text[at] ?? '';
    if (character === ' ' || END.test(character)) break;
    if (character === "'") return { trouble: `a quote is not closed: ${rest}` };
    if (ACTIVE.test(character)) return { trouble: `${character} is not quoted: ${rest}` };
    word += character;
    isQuoted = false;
    at += 1;
  }
  return { word, isQuoted, end: at };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\u([0-9a-f]{4})|\\n|\\(.)/g, (all, code?: string, character?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return all === '\\n' ? '\n' : (character ?? '');
  });
}
