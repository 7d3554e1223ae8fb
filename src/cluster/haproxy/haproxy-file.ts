import type { ConfiguredCheck } from './configured-check.js';
import { checkOf, type ProxyWords, serverWords } from './haproxy-file-server.js';
import { splitLine } from './haproxy-file-words.js';

/** A server as HAProxy's configuration has it. */
interface ConfiguredServer {
  readonly name: string;
  /** As written: `host:port`. */
  readonly address: string;
  readonly check: ConfiguredCheck;
}

/** A backend or a listen section, with the addresses through which clients get there. */
export interface ConfiguredPool {
  readonly name: string;
  readonly binds: readonly string[];
  readonly servers: readonly ConfiguredServer[];
}

interface Section {
  readonly kind: string;
  readonly name: string;
  readonly lines: string[][];
  readonly inherited: Section | null;
}

const PROXIES = ['frontend', 'backend', 'listen', 'defaults'];
const OTHERS =
  /^(global|peers|resolvers|userlist|mailers|cache|program|http-errors|ring|fcgi-app|log-forward|log-profile|crt-store|traces|acme)$/;

/** The pools of a haproxy.cfg with their checks, as far as they matter here; lines that are not understood are passed over. */
export function readHaproxyFile(text: string): ConfiguredPool[] {
  const sections = sectionsOf(text);
  const frontends = sections.filter(({ kind }) => kind === 'frontend');
  return sections
    .filter(({ kind }) => kind === 'backend' || kind === 'listen')
    .map((section) => ({
      name: section.name,
      binds: [section, ...frontends.filter((frontend) => leadsTo(frontend, section.name))].flatMap(bindsOf),
      servers: serversOf(section),
    }));
}

/** Each inherits from the defaults before it, or from those that it names. */
function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let defaults: Section | null = null;
  let current: Section | null = null;
  for (const line of text.split(/\r?\n/)) {
    const words = splitLine(line);
    const [keyword = '', name = ''] = words;
    if (PROXIES.includes(keyword)) {
      const from = words[words.indexOf('from') + 1];
      const named = words.includes('from') ? sections.find((each) => each.name === from) : undefined;
      const inherited: Section | null = named ?? (keyword === 'defaults' ? null : defaults);
      current = {
        kind: keyword,
        name: keyword === 'defaults' && name === 'from' ? '' : name,
        lines: [],
        inherited,
      };
      sections.push(current);
      if (keyword === 'defaults') defaults = current;
    } else if (OTHERS.test(keyword)) current = null;
    else if (keyword !== '') current?.lines.push(words);
  }
  return sections;
}

function allLines(section: Section): string[][] {
  return [...(section.inherited === null ? [] : allLines(section.inherited)), ...section.lines];
}

function leadsTo({ lines }: Section, pool: string): boolean {
  return lines.some(([keyword, name]) => /^(default|use)_backend$/.test(keyword ?? '') && name === pool);
}

function bindsOf({ lines }: Section): string[] {
  return lines.flatMap(([keyword, address]) =>
    keyword === 'bind' && address !== undefined ? address.split(',') : [],
  );
}

/** What `default-server` says counts for the servers behind it. */
function serversOf(section: Section): ConfiguredServer[] {
  const lines = allLines(section);
  const proxy = proxyWords(lines);
  let standard: string[] = [];
  return lines.flatMap((words) => {
    const [keyword = '', name = '', address = '', ...rest] = words;
    if (keyword === 'default-server') standard = [...standard, ...words.slice(1)];
    if (keyword === 'server') return [{ name, address, check: checkOf(proxy, serverWords(standard, rest)) }];
    if (keyword !== 'server-template') return [];
    const [host = '', ...options] = rest;
    const check = checkOf(proxy, serverWords(standard, options));
    const [first = 1, last = first] = address.includes('-')
      ? address.split('-').map(Number)
      : [1, Number(address)];
    const count = Math.max(0, Math.min(1000, last - first + 1)) || 0;
    return Array.from({ length: count }, (_, index) => ({
      name: `${name}${first + index}`,
      address: host,
      check,
    }));
  });
}

function proxyWords(lines: readonly string[][]): ProxyWords {
  let words: ProxyWords = { kind: 'tcp', method: null, path: null, port: null, tls: false };
  for (const [keyword = '', ...rest] of lines) {
    if (keyword === 'option') words = withOption(words, rest);
    else if (keyword === 'no' && rest[0] === 'option' && rest[1] === 'httpchk')
      words = { ...words, kind: 'tcp' };
    else if (keyword === 'http-check' && rest[0] === 'send') {
      words = {
        ...words,
        method: after(rest, 'meth') ?? words.method,
        path: after(rest, 'uri') ?? words.path,
      };
    } else if (keyword === 'http-check' && rest[0] === 'connect') {
      const port = Number(after(rest, 'port') ?? Number.NaN);
      words = {
        ...words,
        port: Number.isInteger(port) ? port : words.port,
        tls: words.tls || rest.includes('ssl'),
      };
    }
  }
  return words;
}

function withOption(words: ProxyWords, [option = '', ...rest]: readonly string[]): ProxyWords {
  if (option === 'httpchk') {
    const [method = 'OPTIONS', path = '/'] = rest.length === 1 ? ['OPTIONS', rest[0]] : rest;
    return { ...words, kind: 'http', method, path };
  }
  if (option === 'external-check') return { ...words, kind: 'external' };
  return option.endsWith('-check') || option.endsWith('-hello-chk') || option.endsWith('chk')
    ? { ...words, kind: 'tcp' }
    : words;
}

function after(words: readonly string[], keyword: string): string | null {
  const index = words.indexOf(keyword);
  return index === -1 ? null : (words[index + 1] ?? null);
}
