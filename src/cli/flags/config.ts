import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { ConfigDiffRequest } from '../../operations/config/config-diff.js';
import type { ExplainRequest } from '../../operations/config/explain-setting.js';
import type { UndoRequest } from '../../operations/config/undo-config.js';
import type { ClusterRequest } from '../../operations/reading/read-cluster.js';
import type { Settings } from '../../operations/settings.js';
import { configChangeOptions } from './edit-config.js';
import { clusterRequest } from './flags.js';

/** A single name is the setting; before two the first is the cluster. */
export function explainRequest(
  args: { readonly cluster?: string | undefined; readonly name?: string | undefined },
  flags: { readonly group?: number | undefined },
  settings: Settings,
): ExplainRequest {
  const { cluster, name } = args;
  if (cluster === undefined) {
    throw new Failure('usage', 'no-setting', 'No setting was named.', {
      next: hint`${ctl('config explain', null, ['NAME'])}, for example max_connections or ttl`,
    });
  }
  const meant = name === undefined ? {} : { cluster };
  return { ...clusterRequest(meant, flags, settings, 'config explain'), name: name ?? cluster };
}

/** `--members` of one cluster, or two clusters; one name alone is compared with the cluster of the settings. */
export function diffRequest(
  args: { readonly cluster?: string | undefined; readonly other?: string | undefined },
  flags: { readonly group?: number | undefined; readonly members: boolean },
  settings: Settings,
): ConfigDiffRequest {
  const { cluster, other } = args;
  const meant = (name: string | undefined): ClusterRequest =>
    clusterRequest(name === undefined ? {} : { cluster: name }, flags, settings, 'config diff');
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

/** Of a single number only the cluster can tell what it is. */
export function undoRequest(
  args: { readonly cluster?: string | undefined; readonly revision?: string | undefined },
  flags: UndoFlags,
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

type UndoFlags = Parameters<typeof configChangeOptions>[0] & {
  readonly group?: number | undefined;
  readonly include?: readonly string[] | undefined;
};
