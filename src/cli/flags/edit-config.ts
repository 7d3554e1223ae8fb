import { Flags } from '@oclif/core';
import type { EditConfigRequest } from '../../operations/edit-config/edit-config-request.js';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest } from './action.js';
import { type ClusterArgument, clusterRequest, groupFlag, type ParsedFlags } from './flags.js';
import { reasonFlag } from './pause.js';

const several = { multiple: true, multipleNonGreedy: true } as const;

/** How a change of the configuration is checked, written down and followed, whoever has thought of it. */
export const configChangeFlags = {
  ...actionFlags,
  'allow-unknown': Flags.string({
    ...several,
    helpValue: 'KEY',
    description: 'Store this key even though it is unknown',
  }),
  check: Flags.boolean({
    allowNo: true,
    default: true,
    description: 'Check names, types, ranges, and whether the servers accept it; --no-check needs --yes',
  }),
  reason: reasonFlag({ description: 'The reason for the change, shown by config log' }),
  wait: Flags.boolean({
    default: false,
    description: 'Wait until every member shows the effect of the change',
  }),
};

/** The options of edit-config; the first ones are patronictl's. */
export const editConfigFlags = {
  group: groupFlag,
  quiet: Flags.boolean({ char: 'q', default: false, description: 'Do not show the difference' }),
  set: Flags.string({
    ...several,
    char: 's',
    helpValue: 'KEY=VALUE',
    description: 'Set a key, dotted; the value is YAML, and null removes the key',
  }),
  pg: Flags.string({
    ...several,
    char: 'p',
    helpValue: 'NAME=VALUE',
    description: 'Set a PostgreSQL parameter',
  }),
  apply: Flags.string({
    helpValue: 'FILE',
    description: 'Merge a YAML document (null removes a key); - is standard input and needs --yes',
  }),
  replace: Flags.string({
    helpValue: 'FILE',
    description: 'Replace the whole configuration with a YAML document',
  }),
  drop: Flags.string({
    ...several,
    helpValue: 'KEY',
    dependsOn: ['replace'],
    description: 'Allow --replace to drop pause, standby_cluster, slots or synchronous_mode',
  }),
  ...configChangeFlags,
};

export function configChangeOptions(flags: ParsedFlags<typeof configChangeFlags>) {
  return {
    ...actionRequest(flags),
    allowUnknown: flags['allow-unknown'] ?? [],
    checks: flags.check,
    reason: flags.reason ?? null,
    wait: flags.wait,
    deadlineMs: flags.deadline ?? null,
  };
}

export function editConfigRequest(
  args: ClusterArgument,
  flags: ParsedFlags<typeof editConfigFlags>,
  settings: Settings,
): Omit<EditConfigRequest, 'typed'> {
  return {
    ...clusterRequest(args, flags, settings, 'edit-config'),
    ...configChangeOptions(flags),
    quiet: flags.quiet,
    sets: flags.set ?? [],
    parameters: flags.pg ?? [],
    apply: flags.apply ?? null,
    replace: flags.replace ?? null,
    drop: flags.drop ?? [],
  };
}
