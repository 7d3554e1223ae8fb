import type { Value, ValueMap } from '../../cluster/model/value.js';
import { isValueMap } from '../../cluster/model/value.js';
import { Failure, type Problem } from '../../errors.js';
import { type CommandPlace, ctl } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done, type Report } from '../report.js';

export interface ConfigReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** The part that was asked for, dotted as in `edit-config -s`; null for all of it. */
  readonly key: string | null;
  /** Null if the cluster has no valid `config` key, which warns. */
  readonly value: Value;
  /** etcd's revision of the `config` key. */
  readonly revision: number | null;
}

export interface ConfigRequest extends ClusterRequest {
  readonly key: string | null;
  /** The cluster of the settings: a single name that is no cluster may be a key of this one. */
  readonly ownScope: string | null;
}

/** The dynamic configuration as stored, or the value of one key of it. */
export async function readConfig(dcs: Dcs, request: ConfigRequest): Promise<ConfigReport> {
  const { key, ...meant } = await settleKey(dcs, request);
  const { scope, group, cluster, warnings } = await readCluster(dcs, meant);
  const { config } = cluster;
  if (config === null) {
    return { ...done([...warnings, missingConfig(scope)]), scope, group, key, value: null, revision: null };
  }
  const value = key === null ? config.values : valueAt(config.values, key, { scope, group });
  return { ...done(warnings), scope, group, key, value, revision: config.revision };
}

/** In `show-config ttl` the name is a key, unless there is a cluster of that name. */
async function settleKey(dcs: Dcs, request: ConfigRequest): Promise<ConfigRequest> {
  const { scope, key, ownScope } = request;
  if (key !== null || scope === null || ownScope === null || scope === ownScope) return request;
  const { formation } = await dcs.readScope(scope);
  return formation === null ? { ...request, scope: ownScope, key: scope } : request;
}

/** Below `postgresql.parameters` the rest of the path is one key, as in patronictl's `edit-config -s`. */
function valueAt(values: ValueMap, path: string, place: CommandPlace): Value {
  const parameter = /^postgresql\.parameters\.(.+)$/.exec(path)?.[1];
  const keys = parameter === undefined ? path.split('.') : ['postgresql', 'parameters', parameter];
  let value: Value = values;
  const walked: string[] = [];
  for (const key of keys) {
    const next: Value | undefined = isValueMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (next === undefined)
      throw unknownKey(path, [...walked, key], isValueMap(value) ? Object.keys(value) : [], place);
    walked.push(key);
    value = next;
  }
  return value;
}

function unknownKey(
  path: string,
  walked: readonly string[],
  keys: readonly string[],
  place: CommandPlace,
): Failure {
  const above = walked.slice(0, -1);
  const [near] = nearMatches(walked.at(-1) ?? '', keys);
  const where = above.length === 0 ? 'the dynamic configuration' : above.join('.');
  const found =
    keys.length === 0 ? `${where} holds no keys` : `${where} holds ${[...keys].sort().join(', ')}`;
  return new Failure(
    'not-found',
    'unknown-key',
    `${path} is not set in the dynamic configuration; ${found}.`,
    {
      subject: path,
      ...(near === undefined ? {} : { next: ctl('show-config', place, [[...above, near].join('.')]) }),
    },
  );
}

function missingConfig(scope: string): Problem {
  const message = `${scope} has no valid dynamic configuration`;
  return { code: 'config-missing', message, subject: scope, next: null };
}
