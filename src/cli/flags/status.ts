import { Flags } from '@oclif/core';
import type { Settings } from '../../operations/settings.js';
import type { FailOn, StatusRequest } from '../../operations/status/status.js';

export const failOnFlag = Flags.option({
  options: ['degraded', 'down'] as const,
  default: 'degraded',
  description: 'From which verdict on the exit code is 3',
})();

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
