import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../src/errors.js';
import { readSource, sourceFiles } from './support/sources.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const manifest: { readonly commands: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'),
);

/** `list`, `sandbox`, `sandbox up` … */
const KNOWN = new Set(
  Object.keys(manifest.commands).flatMap((id) => [id.replaceAll(':', ' '), id.split(':')[0] ?? id]),
);

describe('what operators are told to type', () => {
  it('exists: all of src', () => {
    const wrong = sourceFiles().flatMap((file) => {
      const code = readSource(file).replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, '');
      return unknownCommands(code).map((typed) => `${file}: ${typed}`);
    });
    expect(wrong).toEqual([]);
  });

  it('exists: README', () => {
    const typed = [...README.matchAll(/`(ctl [^`]+)`|^(?:\$ )?(ctl .*)$/gm)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    expect(typed.length).toBeGreaterThan(10);
    // The guide for newcomers makes commands up.
    const made = ['ctl history', 'ctl config diff'];
    expect(typed.filter((text) => !made.includes(text)).flatMap(unknownCommands)).toEqual([]);
  });
});

describe('the README', () => {
  it('has the table of exit codes', () => {
    for (const { exit, outcome, meaning } of OUTCOMES)
      expect(README).toContain(`| ${exit} | ${outcome} | ${meaning} |`);
  });

  it('points at files that exist', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(new URL(`../${link}`, import.meta.url)))).toEqual([]);
  });
});

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
