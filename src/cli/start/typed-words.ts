import type { Interfaces } from '@oclif/core';
import { type CommandOptions, leadBy } from '../../formats/hint.js';
import type { TypedWords } from '../../operations/typed-words.js';

type Token = Interfaces.ParserOutput['raw'][number];
type FlagKinds = Readonly<Record<string, { readonly type: 'boolean' | 'option' }>>;

/** How a command is answered, and which cluster it is about: hints say that otherwise. */
const NOT_REPEATED = ['config-file', 'dcs-url', 'insecure', 'json', 'no-color', 'debug', 'group'];

/** The words behind the cluster, as they were typed. */
export function typedWords(tokens: readonly Token[], kinds: FlagKinds): TypedWords {
  const [, ...args] = tokens.flatMap((token) => (token.type === 'arg' ? [token.input] : []));
  const options: Record<string, true | string[]> = {};
  for (const token of tokens) {
    if (token.type !== 'flag' || NOT_REPEATED.includes(token.flag)) continue;
    const { flag, input } = token;
    if (kinds[flag]?.type === 'boolean') options[input === `--no-${flag}` ? `no-${flag}` : flag] = true;
    else {
      const before = options[flag];
      options[flag] = [...(before === undefined || before === true ? [] : before), input];
    }
  }
  return { args, options };
}

interface GlobalFlags {
  readonly json?: boolean | undefined;
  readonly 'config-file'?: string | undefined;
  readonly 'dcs-url'?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** From now on every hint leads to the cluster that this command is about. A login in the URL counts for nothing, and is not shown. */
export function leadToTyped(flags: GlobalFlags): void {
  const options: CommandOptions = {
    c: flags['config-file'],
    d: flags['dcs-url']?.replace(/^((?:[A-Za-z0-9+.-]*:)?\/\/)?[^/]*@/, '$1'),
    k: flags.insecure,
  };
  leadBy(options);
}
