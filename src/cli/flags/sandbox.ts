import { Args, Flags } from '@oclif/core';

/** For the command that makes a sandbox. */
export function newSandboxArgument(defaultName: string) {
  return {
    name: Args.string({ ignoreStdin: true, default: defaultName, description: 'Name of the sandbox' }),
  };
}

const WHICH = 'Name of the sandbox [default: the only one]';

/** For the commands that take a sandbox as a whole. */
export function sandboxArgument() {
  return { name: Args.string({ ignoreStdin: true, description: WHICH }) };
}

/** For the commands whose argument is a component. */
export function sandboxNameFlag() {
  return Flags.string({ helpValue: 'NAME', description: WHICH });
}
