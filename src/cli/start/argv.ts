/** Global options that take a value, by every spelling; the short ones may carry it (`-cFILE`). */
const VALUED: ReadonlyMap<string, string> = new Map([
  ['-c', '--config-file'],
  ['--config-file', '--config-file'],
  ['-d', '--dcs-url'],
  ['--dcs-url', '--dcs-url'],
  ['--dcs', '--dcs-url'],
  ['--deadline', '--deadline'],
  ['--timeout', '--deadline'],
]);

const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['-k', '--insecure'],
  ['--insecure', '--insecure'],
  ['--json', '--json'],
  ['--debug', '--debug'],
  ['--no-color', '--no-color'],
]);

/** oclif's own; what stands before them does not matter. */
const HELP_AND_VERSION = ['-h', '--help', '-V', '--version'];

type RewrittenArgv =
  | { readonly argv: readonly string[] }
  | { readonly error: string }
  /** An option that is none of the global ones, and those. */
  | { readonly unknown: string; readonly options: readonly string[] };

const OPTIONS = [...VALUED.keys(), ...SWITCHES.keys(), ...HELP_AND_VERSION];

/**
 * patronictl wants its global options before the command, oclif knows options only behind it: they are moved behind the
 * command's words, in their long form, because `-c` and `-d` of `query` mean something else.
 */
export function moveGlobalOptions(argv: readonly string[]): RewrittenArgv {
  const moved: string[] = [];
  let index = 0;
  for (; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    if (HELP_AND_VERSION.includes(word)) return { argv: argv.slice(index) };
    const option = readOption(word, argv[index + 1]);
    if (option === null) return { unknown: word, options: OPTIONS };
    if (option.value === undefined) return { error: `Option '${word}' requires an argument.` };
    moved.push(...option.moved);
    if (option.tookNext) index += 1;
  }
  if (moved.length === 0) return { argv };
  const rest = argv.slice(index);
  if (rest.length === 0) return { error: 'Missing command.' };
  const end = rest.findIndex((word) => word.startsWith('-'));
  const words = end === -1 ? rest.length : end;
  return { argv: [...rest.slice(0, words), ...moved, ...rest.slice(words)] };
}

interface GlobalOption {
  readonly moved: readonly string[];
  readonly tookNext: boolean;
  /** Undefined if the value is missing. */
  readonly value: string | undefined;
}

function readOption(word: string, next: string | undefined): GlobalOption | null {
  const flag = SWITCHES.get(word);
  if (flag !== undefined) return { moved: [flag], tookNext: false, value: '' };
  const valued = VALUED.get(word);
  if (valued !== undefined) return { moved: [valued, next ?? ''], tookNext: true, value: next };
  const equals = word.indexOf('=');
  const long = word.startsWith('--') && equals !== -1 ? VALUED.get(word.slice(0, equals)) : undefined;
  if (long !== undefined)
    return {
      moved: [long, word.slice(equals + 1)],
      tookNext: false,
      value: '',
    };
  if (!/^-[a-z]./i.test(word)) return null;
  return readBundle(word, next);
}

/** `-kcFILE`, `-cFILE`, `-kc FILE`: short options in one word. */
function readBundle(word: string, next: string | undefined): GlobalOption | null {
  const first = word.slice(0, 2);
  const rest = word.slice(2);
  const valued = VALUED.get(first);
  if (valued !== undefined) return { moved: [valued, rest], tookNext: false, value: rest };
  const flag = SWITCHES.get(first);
  const others = flag === undefined ? null : readOption(`-${rest}`, next);
  if (flag === undefined || others === null) return null;
  return { ...others, moved: [flag, ...others.moved] };
}
