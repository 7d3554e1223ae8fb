import { Args, Flags } from '@oclif/core';
import type { Settings } from '../../operations/settings.js';
import type { FailOn, StatusRequest } from '../../operations/status/status.js';

export const failOnFlag = Flags.option({
  options: ['degraded', 'down'] as const,
  default: 'degraded',
  description: 'From which verdict on the exit code is 3',
})();

const WHICH = 'Name of the sandbox [default: the only one]';

export function statusRequest(
  argv: readonly unknown[],
  flags: { readonly group?: number | undefined; readonly 'fail-on': FailOn },
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
