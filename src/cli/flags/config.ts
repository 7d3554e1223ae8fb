import { Args, Flags, type Interfaces } from '@oclif/core';
import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { ConfigDiffRequest } from '../../operations/config/config-diff.js';
import type { ExplainRequest } from '../../operations/config/explain-setting.js';
import type { UndoRequest } from '../../operations/config/undo-config.js';
import type { ClusterRequest } from '../../operations/reading/read-cluster.js';
import type { Settings } from '../../operations/settings.js';
import { configChangeFlags, configChangeOptions } from './edit-config.js';
import {
  clusterArgument,
  clusterRequest,
  type GroupFlag,
  groupFlag,
  type ParsedFlags,
  staleFlag,
} from './flags.js';

export const explainArguments = {
  ...clusterArgument,
  name: Args.string({ ignoreStdin: true, description: 'A parameter of PostgreSQL or a key of Patroni' }),
};

/** A single name is the setting; before two the first is the cluster. */
export function explainRequest(
  { cluster, name }: Interfaces.InferredArgs<typeof explainArguments>,
  flags: GroupFlag,
  settings: Settings,
): ExplainRequest {
  if (cluster === undefined) {
    throw new Failure('usage', 'no-setting', 'No setting was named.', {
      next: hint`${ctl('config explain', null, ['NAME'])}, for example max_connections or ttl`,
    });
  }
  const meant = name === undefined ? undefined : cluster;
  return { ...clusterRequest({ cluster: meant }, flags, settings, 'config explain'), name: name ?? cluster };
}

export const diffArguments = {
  cluster: Args.string({
    ignoreStdin: true,
    description: 'A cluster [default: scope of the configuration]',
  }),
  other: Args.string({ ignoreStdin: true, description: 'The other cluster' }),
};

export const diffFlags = {
  group: groupFlag,
  stale: staleFlag,
  members: Flags.boolean({ default: false, description: 'Compare the members of one cluster' }),
};

/** `--members` of one cluster, or two clusters; one name alone is compared with the cluster of the settings. */
export function diffRequest(
  { cluster, other }: Interfaces.InferredArgs<typeof diffArguments>,
  flags: Interfaces.InferredFlags<typeof diffFlags>,
  settings: Settings,
): ConfigDiffRequest {
  const meant = (name: string | undefined): ClusterRequest =>
    clusterRequest({ cluster: name }, flags, settings, 'config diff');
  if (flags.members) {
    if (other === undefined) return { kind: 'members', cluster: meant(cluster) };
    throw new Failure('usage', 'one-cluster', '--members compares the members of one cluster.', {
      subject: '--members',
    });
  }
  if (cluster === undefined) {
    throw new Failure('usage', 'nothing-to-compare', 'Nothing was named to compare.', {
      next: hint`${ctl('config diff', null, ['CLUSTER_A', 'CLUSTER_B'], { group: flags.group })}, or ${ctl('config diff', null, [], { group: flags.group, members: true })}`,
    });
  }
  return other === undefined
    ? { kind: 'clusters', left: meant(undefined), right: meant(cluster) }
    : { kind: 'clusters', left: meant(cluster), right: meant(other) };
}

export const undoArguments = {
  ...clusterArgument,
  revision: Args.string({
    ignoreStdin: true,
    description: 'The revision, as shown by config log [default: the newest]',
  }),
};

export const undoFlags = {
  group: groupFlag,
  include: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY',
    description: 'Allow it to restore or remove pause, standby_cluster, slots or synchronous_mode',
  }),
  ...configChangeFlags,
};

/** Of a single number only the cluster can tell what it is. */
export function undoRequest(
  args: Interfaces.InferredArgs<typeof undoArguments>,
  flags: ParsedFlags<typeof undoFlags>,
  settings: Settings,
): Omit<UndoRequest, 'typed'> {
  return {
    ...clusterRequest(args, flags, settings, 'config undo'),
    ...configChangeOptions(flags),
    quiet: false,
    revision: args.revision ?? null,
    ownScope: settings.scope,
    include: flags.include ?? [],
  };
}
