import { Flags } from '@oclif/core';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest, viaFlag } from './action.js';
import { clusterRequest, groupFlag } from './flags.js';

/** The options that demote-cluster and promote-cluster share; `--force` is patronictl's. */
export const clusterRoleFlags = {
  group: groupFlag,
  via: viaFlag,
  'even-if-remote-is-unreachable': Flags.boolean({
    default: false,
    description: 'Although nobody can tell what the server on the other side is',
  }),
  ...actionFlags,
};

interface ParsedFlags {
  readonly force: boolean;
  readonly yes: boolean;
  readonly 'dry-run': boolean;
  readonly group?: number | undefined;
  readonly via?: string | undefined;
  readonly 'even-if-remote-is-unreachable': boolean;
  readonly deadline?: number | undefined;
}

export function clusterRoleRequest(
  args: { readonly cluster?: string | undefined },
  flags: ParsedFlags,
  settings: Settings,
  command: string,
) {
  return {
    ...clusterRequest(args, flags, settings, command),
    ...actionRequest(flags),
    citus: settings.citus !== null,
    evenIfUnreachable: flags['even-if-remote-is-unreachable'],
    via: flags.via ?? null,
    deadlineMs: flags.deadline ?? null,
  };
}
