import { Args, Flags } from '@oclif/core';

/** For the commands that take a sandbox as a whole. */
export function sandboxArgument(defaultName: string) {
  return {
    name: Args.string({ ignoreStdin: true, default: defaultName, description: 'Name of the sandbox' }),
  };
}

/** For the commands whose argument is a component. */
export function sandboxNameFlag(defaultName: string) {
  return Flags.string({ default: defaultName, helpValue: 'NAME', description: 'Name of the sandbox' });
}
