import { Flags } from '@oclif/core';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest, viaFlag } from './action.js';
import { type ClusterArgument, clusterRequest, groupFlag, type ParsedFlags } from './flags.js';

/** The options that demote-cluster and promote-cluster share; `--force` is patronictl's. */
export const clusterRoleFlags = {
  group: groupFlag,
  via: viaFlag,
  'even-if-remote-is-unreachable': Flags.boolean({
    default: false,
    description: 'Proceed even if the state of the remote server cannot be determined',
  }),
  ...actionFlags,
};

export function clusterRoleRequest(
  args: ClusterArgument,
  flags: ParsedFlags<typeof clusterRoleFlags>,
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
