import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../src/errors.js';
import { parseCommand, UnparsableCommand } from './support/hints/parse-command.js';
import { shellWords } from './support/hints/shell-words.js';
import { readSource, sourceFiles } from './support/sources.js';

const ROOT = new URL('../', import.meta.url);
const PAGES = [
  ...['README.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync(new URL('docs', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
];
const manifest: { readonly commands: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync(new URL('oclif.manifest.json', ROOT), 'utf8'),
);
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('package.json', ROOT), 'utf8'),
).scripts;

/** `list`, `sandbox`, `sandbox up` … */
const KNOWN = new Set(
  Object.keys(manifest.commands).flatMap((id) => [id.replaceAll(':', ' '), id.split(':')[0] ?? id]),
);

function readPage(page: string): string {
  return readFileSync(new URL(page, ROOT), 'utf8');
}

describe('what operators are told to type', () => {
  it('exists: all of src', () => {
    const wrong = sourceFiles().flatMap((file) => {
      const code = readSource(file).replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '');
      return unknownCommands(code).map((typed) => `${file}: ${typed}`);
    });
    expect(wrong).toEqual([]);
  });

  it.each(PAGES)('exists, with its options: %s', (page) => {
    expect(commandsIn(readPage(page)).flatMap(faultOf)).toEqual([]);
  });

  it.each(PAGES)('is a script of package.json: %s', (page) => {
    const run = [...readPage(page).matchAll(/\bnpm run (?:--silent )?([a-z]+(?::[a-z]+)*)/g)];
    expect(run.map(([, script = '']) => script).filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('the README', () => {
  const README = readPage('README.md');

  it('is a front door: short, with the commands that are shown first', () => {
    expect(README.split('\n').length - 1).toBeLessThanOrEqual(250);
    expect(commandsIn(README).length).toBeGreaterThan(10);
  });

  it('has the table of exit codes', () => {
    for (const { exit, outcome, meaning } of OUTCOMES)
      expect(README).toContain(`| ${exit} | ${outcome} | ${meaning} |`);
  });

  it('leads to every page', () => {
    const linked = PAGES.filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'));
    expect(linked.filter((page) => !README.includes(`](${page})`))).toEqual([]);
  });
});

describe('the pages', () => {
  it.each(PAGES)('point at files and headings that exist: %s', (page) => {
    const links = [...readPage(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const dead = links.filter(([, path = '', heading]) => {
      const target = new URL(path, new URL(page, ROOT));
      if (!existsSync(target)) return true;
      return heading !== undefined && !headingsOf(readFileSync(target, 'utf8')).includes(heading);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it.each(PAGES)('name files that exist: %s', (page) => {
    const named = [
      ...readPage(page).matchAll(/`((?:src|test|scripts|bin|bench|schemas|docs)\/[\w./-]+\.\w+)`/g),
    ];
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });
});

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Lines of code that begin with a command, and commands in code within a sentence. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```.*\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => [...block.matchAll(/^(?:\$ )?(ctl .*)$/gm)]);
  const prose = text.replaceAll(/^```.*\n[\s\S]*?^```$/gm, '');
  const spans = [...prose.matchAll(/`([^`]+)`/g)].flatMap(([, span = '']) => [
    ...span.matchAll(/(?<![\w./-])(ctl .*)/g),
  ]);
  return [...lines, ...spans].map(([, typed = '']) => typed.replace(/ +#.*$/, ''));
}

/** What `ctl` would not understand of a command; one with words in capitals for a verb stands for many. */
function faultOf(typed: string): string[] {
  const { words, trouble } = shellWords(typed.slice('ctl '.length));
  if (trouble !== null) return [`${typed}: ${trouble}`];
  if (words[0] === 'COMMAND' || words.join(' ') === 'help COMMAND') return [];
  try {
    parseCommand(words);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof UnparsableCommand)) throw thrown;
    return [`${typed}: ${thrown.message}`];
  }
}

/** The `ctl …` in a text that no command answers to; what follows a topic must be one of its commands. */
function unknownCommands(text: string): string[] {
  return [...text.matchAll(/\bctl ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?/g)].flatMap(
    ([typed, first = '', second = '']) => {
      if (!KNOWN.has(first)) return PROSE.includes(first) ? [] : [typed];
      const isTopic = manifest.commands[first] === undefined;
      return isTopic && second !== '' && !KNOWN.has(`${first} ${second}`) ? [typed] : [];
    },
  );
}

/** Words that follow ctl in sentences about it. */
const PROSE = [
  'reads',
  'uses',
  'as',
  'has',
  'would',
  'does',
  'is',
  'loads',
  'knows',
  'says',
  'look',
  'cannot',
];
