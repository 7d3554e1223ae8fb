import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { globalFlags } from '../../../src/cli/flags/flags.js';

interface ManifestCommand {
  readonly flags: Readonly<Record<string, { readonly char?: string }>>;
}

const manifest: { readonly commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(
  readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8'),
);

/** The tests of each command, by its words: from its `describe` to the next one. */
const tests = new Map(
  readdirSync(new URL('.', import.meta.url)).flatMap((file) => {
    const [, ...sections] = readFileSync(new URL(file, import.meta.url), 'utf8').split(/^describe\('/m);
    return sections.map((section) => [/^ctl ([^']+)'/.exec(section)?.[1] ?? '', section] as const);
  }),
);

it.each(Object.entries(manifest.commands))(
  '%s is run from argv, with each of its options',
  (id, { flags }) => {
    const section = tests.get(id.replaceAll(':', ' ')) ?? '';
    const own = Object.entries(flags).filter(([name]) => !Object.hasOwn(globalFlags, name));
    const missing = own.filter(([name, { char }]) => {
      const spellings = [`--(no-)?${name}`, ...(char === undefined ? [] : [`-${char}`])];
      return !new RegExp(`(?<![\\w-])(${spellings.join('|')})(?![\\w-])`).test(section);
    });
    expect(missing.map(([name]) => name)).toEqual([]);
    expect(section).toContain('exit');
  },
);
