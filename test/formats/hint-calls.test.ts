import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSource, sourceFiles } from '../support/sources.js';

interface ManifestCommand {
  readonly flags: Readonly<
    Record<string, { readonly name: string; readonly char?: string; readonly allowNo?: boolean }>
  >;
}

const manifest: { readonly commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(
  readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8'),
);

const SOURCES = sourceFiles().map((file) => ({
  file,
  code: readSource(file).replaceAll(/^\s*(?:\/?\*|\/\/).*$/gm, ''),
}));

/** From an opening bracket to the one that closes it. */
function bracketed(code: string, start: number): string {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    if ('([{'.includes(code[at] ?? '')) depth += 1;
    if (')]}'.includes(code[at] ?? '')) depth -= 1;
    if (depth === 0) return code.slice(start, at + 1);
  }
  return code.slice(start);
}

const CALLS = SOURCES.flatMap(({ file, code }) =>
  [...code.matchAll(/\b(?:ctl|again)\((?=\s*'([^']+)')/g)].map((match) => {
    const call = bracketed(code, match.index + match[0].length - 1);
    // A place stands right behind the verb; texts may have commas of their own.
    const bare = call.replaceAll(/`[^`]*`|(?<=: )(?:'[^']*'|"[^"]*")/g, '0');
    const options = /[^'],\s*\{([^{}]*)\},?\s*\)$/.exec(bare)?.[1] ?? '';
    return {
      file,
      verb: match[1] ?? '',
      options: [...options.matchAll(/(?:^|,)\s*'?([A-Za-z][a-z-]*)'?\s*(?=[:,]|$)/g)].map(
        ([, name = '']) => name,
      ),
    };
  }),
);

describe('commands that are told to paste', () => {
  it('are many', () => expect(CALLS.length).toBeGreaterThan(100));

  it.each([...new Set(CALLS.map(({ verb }) => verb))])('ctl %s exists, and so do its options', (verb) => {
    if (verb === '--help') return;
    const command = manifest.commands[verb.replaceAll(' ', ':')];
    expect(command).toBeDefined();
    const known = Object.values(command?.flags ?? {}).flatMap(({ name, char, allowNo }) => [
      name,
      ...(char === undefined ? [] : [char]),
      ...(allowNo ? [`no-${name}`] : []),
    ]);
    const used = CALLS.filter((call) => call.verb === verb).flatMap(({ options }) => options);
    expect(used.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('are made by the builder, nowhere by hand', () => {
    const verbs = Object.keys(manifest.commands).map((id) => id.replaceAll(':', ' '));
    const byHand = new RegExp(`\\bctl (?:\\$\\{|(?:${verbs.join('|')})\\b)`);
    const found = SOURCES.filter(({ file }) => !file.startsWith('commands/')).flatMap(({ file, code }) =>
      code.split('\n').flatMap((line) => (byHand.test(line) ? [`${file}: ${line.trim()}`] : [])),
    );
    // What the command line prints of itself, and a sentence about the program.
    expect(
      found.filter(
        (line) => !/^views\/version\/version\.ts|has changed itself|is no state file of/.test(line),
      ),
    ).toEqual([]);
  });

  it('are made when they are told: what is typed is not known before', () => {
    const early = SOURCES.flatMap(({ file, code }) =>
      [...code.matchAll(/^(?:export )?const \w+[^=\n]* =(?! *(?:async )?\().*\bctl\('(?!sandbox)/gm)].map(
        ([line]) => `${file}: ${line}`,
      ),
    );
    expect(early).toEqual([]);
  });

  it('are not changed afterwards', () => {
    const changed = SOURCES.filter(({ file }) => !file.startsWith('views/')).flatMap(({ file, code }) =>
      [...code.matchAll(/\bnext\??\.(?:replace|replaceAll|slice|concat|split)\(.*/g)].map(
        ([text]) => `${file}: ${text}`,
      ),
    );
    expect(changed).toEqual([]);
  });
});
