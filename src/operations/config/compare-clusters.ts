import { changedPaths } from '../../cluster/config/changed-paths.js';
import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import { describePath } from '../../cluster/config/config-finding.js';
import { isValueMap, type Value, type ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { type DiffHunk, diffHunks } from '../../formats/unified-diff.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { type ClusterReading, type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import type { Report } from '../report.js';

export interface ClustersDiffReport extends Report {
  readonly compared: 'clusters';
  readonly scope: null;
  readonly group: null;
  readonly asked: null;
  readonly notAsked: null;
  readonly parameters: null;
  readonly left: ComparedCluster;
  readonly right: ComparedCluster;
  readonly keys: readonly KeyDifference[];
  /** The unified difference of both as YAML, without its headings. */
  readonly diff: readonly DiffHunk[];
}

interface ComparedCluster {
  readonly scope: string;
  readonly group: number | null;
  /** etcd's revision of the key `config`; null if the cluster has no valid one. */
  readonly revision: number | null;
}

interface KeyDifference {
  /** Dotted, as in `edit-config -s`. */
  readonly key: string;
  /** Null: not set. */
  readonly left: Value;
  readonly right: Value;
  /** Both mean the same to Patroni, such as `on` and `true`. */
  readonly sameMeaning: boolean;
}

/** How the dynamic configurations of two clusters differ. */
export async function compareClusters(
  dcs: Dcs,
  left: ClusterRequest,
  right: ClusterRequest,
): Promise<ClustersDiffReport> {
  const [one, other] = await Promise.all([readCluster(dcs, left), readCluster(dcs, right)]);
  const [before, after] = [one, other].map(({ cluster }) => cluster.config?.values ?? {});
  const keys = changedPaths(before ?? {}, after ?? {}).map(({ path, sameMeaning, ...values }) => ({
    key: describePath(path),
    left: concealSecrets(path, values.before) ?? null,
    right: concealSecrets(path, values.after) ?? null,
    sameMeaning,
  }));
  const isDifferent = keys.length > 0;
  return {
    outcome: isDifferent ? 'unhealthy' : 'done',
    code: isDifferent ? 'differs' : null,
    warnings: [...one.warnings, ...other.warnings, ...missing(one), ...missing(other)],
    errors: [],
    compared: 'clusters',
    scope: null,
    group: null,
    asked: null,
    notAsked: null,
    parameters: null,
    left: comparedOf(one),
    right: comparedOf(other),
    keys,
    diff: diffHunks(yamlOf(before ?? {}), yamlOf(after ?? {})),
  };
}

function comparedOf({ scope, group, cluster }: ClusterReading): ComparedCluster {
  return { scope, group, revision: cluster.config?.revision ?? null };
}

function missing({ scope, cluster }: ClusterReading): Problem[] {
  if (cluster.config !== null) return [];
  const message = `${scope} has no valid dynamic configuration`;
  return [{ code: 'config-missing', message, subject: scope, next: null }];
}

function yamlOf(values: ValueMap): string {
  const concealed = concealSecrets([], values);
  return dumpPyYaml(isValueMap(concealed) ? concealed : {});
}
