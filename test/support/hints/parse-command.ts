import { readFileSync } from 'node:fs';

interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly aliases?: readonly string[];
  readonly type: 'boolean' | 'option';
  readonly allowNo?: boolean;
  readonly options?: readonly string[];
  readonly exclusive?: readonly string[];
  readonly dependsOn?: readonly string[];
}

interface ManifestCommand {
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly strict: boolean;
}

const manifest: { readonly commands: Readonly<Record<string, ManifestCommand>> } = JSON.parse(
  readFileSync(new URL('../../../oclif.manifest.json', import.meta.url), 'utf8'),
);

/** A command of `ctl`, taken apart as the manifest has it. */
export interface ParsedCommand {
  /** `list`, `config explain` … */
  readonly verb: string;
  readonly args: readonly string[];
  /** By their long names; a switch has the value `true`. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

export class UnparsableCommand extends Error {}

/** Global options may stand before the command; there `-c` and `-d` are the global ones also of `query`. */
const BEFORE: Readonly<Record<string, string>> = {
  '-c': 'config-file',
  '--config-file': 'config-file',
  '-d': 'dcs-url',
  '--dcs-url': 'dcs-url',
  '--dcs': 'dcs-url',
  '--deadline': 'deadline',
  '--timeout': 'deadline',
  '-k': 'insecure',
  '--insecure': 'insecure',
  '--json': 'json',
  '--debug': 'debug',
  '--no-color': 'no-color',
};
const SWITCHES = ['insecure', 'json', 'debug', 'no-color'];

/** Throws an UnparsableCommand that says what `ctl` would not understand. */
export function parseCommand(words: readonly string[]): ParsedCommand {
  const left = [...words];
  const options = new Map<string, string[]>();
  const give = (name: string, value: string): void => {
    options.set(name, [...(options.get(name) ?? []), value]);
  };
  for (let name = BEFORE[left[0] ?? '']; name !== undefined; name = BEFORE[left[0] ?? '']) {
    left.shift();
    give(name, SWITCHES.includes(name) ? 'true' : valueFor(name, left.shift()));
  }
  const { verb, command } = findCommand(left);
  if (left.includes('--help')) return { verb: 'help', args: [verb], options };
  const args: string[] = [];
  while (left.length > 0) {
    const word = left.shift() ?? '';
    if (word === '--') {
      args.push(...left);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const { flag, value } = readFlag(command, word);
    if (flag.type === 'boolean') give(word === `--no-${flag.name}` ? `no-${flag.name}` : flag.name, 'true');
    else give(flag.name, allowed(flag, value ?? valueFor(word, left.shift())));
  }
  checkArguments(verb, command, args);
  checkTogether(verb, command, options);
  return { verb, args, options };
}

/** Whether this word begins a command. */
export function beginsCommand(word: string): boolean {
  return BEFORE[word] !== undefined || Object.keys(manifest.commands).some((id) => id.split(':')[0] === word);
}

function findCommand(left: string[]): { readonly verb: string; readonly command: ManifestCommand } {
  for (const length of [2, 1]) {
    const verb = left.slice(0, length).join(' ');
    const command = manifest.commands[verb.replaceAll(' ', ':')];
    if (command === undefined) continue;
    left.splice(0, length);
    return { verb, command };
  }
  throw new UnparsableCommand(`there is no command "${left.slice(0, 2).join(' ')}"`);
}

function readFlag({ flags }: ManifestCommand, word: string): { flag: ManifestFlag; value?: string } {
  const [, long, value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
  const all = Object.values(flags);
  if (long !== undefined) {
    const flag =
      all.find(({ name, aliases }) => name === long || aliases?.includes(long)) ??
      all.find(({ name, allowNo }) => allowNo && long === `no-${name}`);
    if (flag === undefined) throw new UnparsableCommand(`there is no option ${word}`);
    return value === undefined ? { flag } : { flag, value };
  }
  const flag = all.find(({ char }) => char === word[1]);
  if (flag === undefined) throw new UnparsableCommand(`there is no option ${word}`);
  return word.length === 2 ? { flag } : { flag, value: word.slice(2) };
}

function valueFor(name: string, value: string | undefined): string {
  if (value === undefined) throw new UnparsableCommand(`${name} lacks its value`);
  return value;
}

function allowed({ name, options }: ManifestFlag, value: string): string {
  if (options === undefined || options.includes(value)) return value;
  throw new UnparsableCommand(`--${name} cannot be ${value}`);
}

function checkArguments(verb: string, { args, strict }: ManifestCommand, given: readonly string[]): void {
  const known = Object.values(args);
  if (strict && given.length > known.length)
    throw new UnparsableCommand(`"${given[known.length]}" is too much for ${verb}`);
  const required = known.filter((each) => each.required).length;
  if (given.length < required) throw new UnparsableCommand(`${verb} lacks an argument`);
}

function checkTogether(
  verb: string,
  { flags }: ManifestCommand,
  options: ReadonlyMap<string, unknown>,
): void {
  for (const { name, exclusive = [], dependsOn = [] } of Object.values(flags)) {
    if (!options.has(name)) continue;
    const other = exclusive.find((each) => options.has(each));
    if (other !== undefined) throw new UnparsableCommand(`${verb}: --${name} excludes --${other}`);
    const missing = dependsOn.find((each) => !options.has(each));
    if (missing !== undefined) throw new UnparsableCommand(`${verb}: --${name} needs --${missing}`);
  }
}
