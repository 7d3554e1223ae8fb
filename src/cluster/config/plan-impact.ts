import { isStandbyCluster } from '../model/dynamic-config.js';
import type { ValueMap } from '../model/value.js';
import { changedPaths } from './changed-paths.js';
import type { ConfigPath } from './config-finding.js';
import type { SettingImpact } from './config-impact.js';
import { keyImpact } from './key-impact.js';
import { parameterImpact } from './parameter-impact.js';
import type { ConfigMember } from './server-parameters.js';

/** What each changed key leads to, in the order of the documents. */
export function planImpact(
  before: ValueMap,
  after: ValueMap,
  members: readonly ConfigMember[],
): readonly SettingImpact[] {
  const isStandby = isStandbyCluster({ values: after, revision: 0 });
  return changedPaths(before, after).map((change) =>
    isParameter(change.path)
      ? parameterImpact(change, members, isStandby)
      : keyImpact(change, { before, after }, members),
  );
}

/** `postgresql.parameters.work_mem`, also in the sections for one role and in `recovery_conf`. */
export function isParameter(path: ConfigPath): boolean {
  const [top, section = ''] = path;
  return (
    path.length === 3 &&
    top === 'postgresql' &&
    /^(parameters(_primary|_replica|_standby_leader)?|recovery_conf)$/.test(section)
  );
}
