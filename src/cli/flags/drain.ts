import { Flags } from '@oclif/core';
import type { DrainRequest } from '../../operations/drain/drain-request.js';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest } from './action.js';
import { groupFlag } from './flags.js';

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
    description: 'Take it out of HAProxy, too, and wait for its clients; with --undo put it back',
  }),
  'allow-data-loss': Flags.boolean({
    helpGroup: 'DANGER',
    dependsOn: ['switchover'],
    description: 'Although nobody can lead instead but a member that has diverged',
  }),
  'even-if-writes-stop': Flags.boolean({
    helpGroup: 'DANGER',
    description: 'Although nobody is left who can be synchronous, and synchronous_mode_strict is on',
  }),
};

interface ParsedArguments {
  readonly cluster?: string | undefined;
  readonly member?: string | undefined;
}

type ActionFlags = Parameters<typeof actionRequest>[0];

interface ParsedFlags extends ActionFlags {
  readonly group?: number | undefined;
  readonly undo: boolean;
  readonly keep?: DrainRequest['keep'] | undefined;
  readonly switchover: boolean;
  readonly 'even-if-writes-stop': boolean;
  readonly 'allow-data-loss': boolean;
  readonly deadline?: number | undefined;
}

/** What was typed, but for the HAProxies. */
export function drainRequest(
  { cluster, member }: ParsedArguments,
  flags: ParsedFlags,
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
