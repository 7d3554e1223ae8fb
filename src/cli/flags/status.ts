import { Args, Flags, type Interfaces } from '@oclif/core';
import type { Settings } from '../../operations/settings.js';
import type { StatusRequest } from '../../operations/status/status.js';
import { allFlag, groupFlag } from './flags.js';

/** The options of `status` but `--from`. */
export const statusFlags = {
  all: allFlag,
  group: groupFlag,
  'fail-on': Flags.option({
    options: ['degraded', 'down'] as const,
    default: 'degraded',
    description: 'Exit 3 if the verdict is this or worse',
  })(),
};

const WHICH = 'Name of the sandbox [default: the only one]';

export function statusRequest(
  argv: readonly unknown[],
  flags: Interfaces.InferredFlags<typeof statusFlags>,
  settings: Settings,
): StatusRequest {
  const named = argv.map(String);
  return {
    scopes: named.length > 0 || settings.scope === null ? named : [settings.scope],
    typed: named.length > 0,
    group: flags.group ?? null,
    citus: settings.citus !== null,
    failOn: flags['fail-on'],
    command: 'status',
  };
}

/** For the command that makes a sandbox. */
export function newSandboxArgument(defaultName: string) {
  return {
    name: Args.string({ ignoreStdin: true, default: defaultName, description: 'Name of the sandbox' }),
  };
}

/** For the commands that take a sandbox as a whole. */
export function sandboxArgument() {
  return { name: Args.string({ ignoreStdin: true, description: WHICH }) };
}

/** For the commands whose argument is a component. */
export function sandboxNameFlag() {
  return Flags.string({ helpValue: 'NAME', description: WHICH });
}
