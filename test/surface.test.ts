import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../src/errors.js';
import { DOCUMENT_SCHEMAS } from './support/schemas.js';
import { sourceFiles } from './support/sources.js';

interface ManifestFlag {
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly type: string;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly required?: boolean;
}

interface ManifestArgument {
  readonly required?: boolean;
  /** Not part of the manifest, only of the command itself. */
  readonly ignoreStdin?: boolean;
}

interface ManifestCommand {
  readonly args: Readonly<Record<string, ManifestArgument>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly examples?: readonly unknown[];
  readonly summary?: string;
}

const manifest: { readonly commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(
  readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'),
);
const commands = Object.entries(manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));

const COMMAND_FILES = sourceFiles().filter((file) => file.startsWith('commands/'));

// What scripts rely on. A line that is lost or renamed here breaks somebody; `vitest -u` after a good reason.
describe('the surface', () => {
  it('has the commands, arguments and options of the committed file', async () => {
    const surface = commands.map(([id, { args, flags }]) => ({
      command: id.replaceAll(':', ' '),
      arguments: Object.entries(args).map(([name, { required }]) => (required ? name : `[${name}]`)),
      options: Object.entries(flags).map(describeFlag).sort(),
    }));
    await expect(json(surface)).toMatchFileSnapshot('surface/commands.json');
  });

  it('has the keys in its JSON documents of the committed file', async () => {
    const keys = [...DOCUMENT_SCHEMAS].map(([name, schema]) => [name, keysOf(schema)] as const).sort();
    await expect(json(Object.fromEntries(keys))).toMatchFileSnapshot('surface/json-keys.json');
  });

  it('has the exit codes of the committed file', async () => {
    const codes = Object.fromEntries(OUTCOMES.map(({ outcome, exit }) => [outcome, exit]));
    await expect(json(codes)).toMatchFileSnapshot('surface/exit-codes.json');
  });

  it('lists every command file in the manifest', () => {
    const files = COMMAND_FILES.map((file) =>
      file
        .replace(/^commands\//, '')
        .replace(/(\/index)?\.ts$/, '')
        .replaceAll('/', ':'),
    );
    expect(commands.map(([id]) => id)).toEqual(files.sort());
  });

  it('publishes a schema for every command', () => {
    const missing = commands.filter(([id]) => !DOCUMENT_SCHEMAS.has(`ctl.${id.replaceAll(':', '-')}/1`));
    expect(missing.map(([id]) => id)).toEqual([]);
  });

  it.each(COMMAND_FILES)('%s never takes a missing argument from stdin', async (file) => {
    const { default: command } = await import(/* @vite-ignore */ `../src/${file}`);
    const args: Readonly<Record<string, ManifestArgument>> = command.args;
    expect(Object.entries(args).filter(([, { ignoreStdin }]) => !ignoreStdin)).toEqual([]);
  });

  it.each(commands)('%s has a summary and an example', (_, { summary, examples }) => {
    expect(summary).toBeTruthy();
    expect(examples?.length).toBeGreaterThan(0);
  });

  it.each(commands)('%s has the options of every command', (_, { flags }) => {
    expect(Object.keys(flags)).toEqual(expect.arrayContaining(['json', 'debug', 'deadline', 'no-color']));
  });
});

function describeFlag([name, flag]: readonly [string, ManifestFlag]): string {
  const names = [`--${name}`, ...(flag.aliases ?? []).map((alias) => `--${alias}`)];
  if (flag.char !== undefined) names.unshift(`-${flag.char}`);
  const value = flag.type === 'option' ? ` ${flag.options?.join('|') ?? 'VALUE'}` : '';
  const marks = [...(flag.multiple ? ['multiple'] : []), ...(flag.required ? ['required'] : [])];
  return `${names.join(', ')}${value}${marks.map((mark) => ` (${mark})`).join('')}`;
}

/** The keys that a schema allows, nested ones with their path. */
function keysOf(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword !== 'properties') return keysOf(value, keyword === '$defs' ? '' : path);
    return Object.entries(Object(value)).flatMap(([key, each]) => {
      const name = path === '' ? key : `${path}.${key}`;
      return [name, ...keysOf(each, name)];
    });
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
