import { type Interfaces, Parser } from '@oclif/core';
import { withSwitches } from '../../src/cli/flags/switches.js';

type FlagOutput = Interfaces.OutputFlags<Interfaces.FlagInput>;
type ArgumentOutput = Interfaces.OutputArgs<Interfaces.ArgInput>;

/** The words behind a command, parsed as the command does it. */
export async function parseArgv<F extends FlagOutput, A extends ArgumentOutput>(
  argv: readonly string[],
  { flags, args }: { readonly flags: Interfaces.FlagInput<F>; readonly args?: Interfaces.ArgInput<A> },
) {
  const input = { flags, strict: false, ...(args === undefined ? {} : { args }) };
  const parsed = await Parser.parse<F, FlagOutput, A>([...argv], input);
  return { ...parsed, flags: withSwitches(parsed.flags, flags) };
}
