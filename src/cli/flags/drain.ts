import { Args, Flags, type Interfaces } from '@oclif/core';
import type { DrainRequest } from '../../operations/drain/drain-request.js';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest } from './action.js';
import { groupFlag, type ParsedFlags } from './flags.js';

export const drainArguments = {
  cluster: Args.string({
    ignoreStdin: true,
    description: 'The cluster; a single name is taken as a member of the cluster in the configuration',
  }),
  member: Args.string({ ignoreStdin: true, description: 'The member' }),
};

/** The options of `drain` but `--keep`. */
export const drainFlags = {
  group: groupFlag,
  ...actionFlags,
  switchover: Flags.boolean({
    description: 'If it leads, switch over to the best candidate first',
  }),
  undo: Flags.boolean({
    description: 'Wait until the member is back',
    exclusive: ['switchover', 'even-if-writes-stop'],
  }),
  haproxy: Flags.boolean({
    description: 'Also take it out of HAProxy and wait for its clients to leave; with --undo, put it back',
  }),
  'allow-data-loss': Flags.boolean({
    helpGroup: 'DANGER',
    dependsOn: ['switchover'],
    description: 'Proceed even if only a member that has diverged could lead instead',
  }),
  'even-if-writes-stop': Flags.boolean({
    helpGroup: 'DANGER',
    description: 'Proceed even if no synchronous standby is left and synchronous_mode_strict is on',
  }),
};

/** `keep` stands with the tags that it may have. */
type DrainFlags = ParsedFlags<typeof drainFlags> & {
  readonly keep?: DrainRequest['keep'] | undefined;
};

/** What was typed, but for the HAProxies. */
export function drainRequest(
  { cluster, member }: Interfaces.InferredArgs<typeof drainArguments>,
  flags: DrainFlags,
  { scope, citus }: Pick<Settings, 'scope' | 'citus'>,
): Omit<DrainRequest, 'haproxy' | 'typed'> {
  return {
    ...actionRequest(flags),
    words: [cluster, member].filter((word) => word !== undefined),
    scope,
    group: flags.group ?? null,
    citus: citus !== null,
    undo: flags.undo,
    keep: flags.keep ?? [],
    switchover: flags.switchover,
    allowsStop: flags['even-if-writes-stop'],
    allowsDataLoss: flags['allow-data-loss'],
    deadlineMs: flags.deadline ?? null,
  };
}
