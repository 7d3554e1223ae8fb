import type { ConfiguredCheck } from './configured-check.js';
import { haproxyMilliseconds } from './haproxy-file-words.js';

/** What a section says of its checks. */
export interface ProxyWords {
  readonly kind: 'http' | 'tcp' | 'external';
  readonly method: string | null;
  readonly path: string | null;
  readonly port: number | null;
  readonly tls: boolean;
}

/** The options of a server; `no-check` and its like take back what `default-server` says. */
type ServerWords = ReadonlyMap<string, string>;

const WITH_VALUE = ['port', 'addr', 'inter', 'fastinter', 'downinter', 'rise', 'fall', 'on-marked-down'];
const FLAGS = ['check', 'check-ssl', 'ssl'];

export function serverWords(standard: readonly string[], own: readonly string[]): ServerWords {
  const found = new Map<string, string>();
  const words = [...standard, ...own];
  for (const [index, word] of words.entries()) {
    if (WITH_VALUE.includes(word)) found.set(word, words[index + 1] ?? '');
    else if (FLAGS.includes(word)) found.set(word, '');
    else if (word.startsWith('no-')) found.delete(word.slice(3));
  }
  return found;
}

/** HAProxy's defaults: every 2 s, three times to go down, twice to come up. */
export function checkOf(proxy: ProxyWords, words: ServerWords): ConfiguredCheck {
  const time = (name: string): number | null => haproxyMilliseconds(words.get(name));
  const count = (name: string, standard: number): number => {
    const value = Number(words.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value > 0 ? value : standard;
  };
  const inter = time('inter') ?? 2000;
  const port = Number(words.get('port') ?? Number.NaN);
  const asksElsewhere = words.has('port') || words.has('addr');
  return {
    isChecked: words.has('check'),
    kind: proxy.kind,
    method: proxy.kind === 'http' ? proxy.method : null,
    path: proxy.kind === 'http' ? proxy.path : null,
    port: Number.isInteger(port) ? port : proxy.port,
    tls: proxy.tls || words.has('check-ssl') || (words.has('ssl') && !asksElsewhere),
    inter,
    fastinter: time('fastinter') ?? inter,
    downinter: time('downinter') ?? inter,
    rise: count('rise', 2),
    fall: count('fall', 3),
    endsSessions: words.get('on-marked-down') === 'shutdown-sessions',
  };
}
