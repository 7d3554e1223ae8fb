import { valueAt } from '../../cluster/config/changed-paths.js';
import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import { type ConfigPath, describePath } from '../../cluster/config/config-finding.js';
import { POSTGRESQL_KEYS, STANDBY_KEYS, TOP_KEYS } from '../../cluster/config/config-keys.js';
import { effectiveTiming } from '../../cluster/config/effective-timing.js';
import type { ConfigRule, ValueOrigin } from '../../cluster/config/explain-parameter.js';
import { explainRule } from '../../cluster/config/explain-rule.js';
import { memberSetting } from '../../cluster/config/member-setting.js';
import { knownNames } from '../../cluster/config/parameter-rules.js';
import type { ConfigMember } from '../../cluster/config/server-parameters.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Value, ValueMap } from '../../cluster/model/value.js';
import { Failure, type Problem } from '../../errors.js';
import { type CommandPlace, ctl } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import { type ConfigMemberReading, readConfigMembers } from '../reading/config-members.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done, type Report } from '../report.js';
import { type ExplainedMember, type NotAsked, shownMember } from './explained-member.js';

export interface ExplainReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** Dotted, as in `edit-config -s`. */
  readonly key: string;
  readonly kind: 'parameter' | 'patroni';
  /** In the dynamic configuration; null: not set. */
  readonly stored: Value;
  /** What agents work with, where a rule of Patroni corrects what is stored; else null. */
  readonly effective: Value;
  readonly defaultValue: string | null;
  readonly range: string | null;
  readonly meaning: string | null;
  readonly takesEffect: ConfigRule['takesEffect'];
  readonly rule: string;
  /** Who is asked for the value, the strongest first. */
  readonly origins: readonly ValueOrigin[];
  /** Of PostgreSQL's parameters only. */
  readonly members: readonly ExplainedMember[];
}

export interface ExplainRequest extends ClusterRequest {
  readonly name: string;
}

export interface ExplainPorts {
  readonly dcs: Dcs;
  readonly agents: Agents;
  readonly servers: Servers;
}

const SHOWN = 5;

/** Everything that decides one setting: what is stored, what runs on each member and why, and what it accepts. */
export async function explainSetting(ports: ExplainPorts, request: ExplainRequest): Promise<ExplainReport> {
  const { name } = request;
  const { scope, group, cluster, warnings } = await readCluster(ports.dcs, request);
  const readings = await readConfigMembers(ports, scope, cluster);
  const members = readings.map(({ member }) => member);
  const config = cluster.config?.values ?? null;
  const rule = explainRule(name, config, members);
  if (rule.kind === 'unknown') throw unknownSetting(name, { scope, group }, members);
  const { path, kind, range, defaultValue, meaning, takesEffect, origins } = rule;
  const stored = valueAt(config ?? {}, path);
  const isParameter = kind === 'parameter';
  const shown = isParameter ? readings.map((reading) => memberOf(reading, rule, cluster, stored)) : [];
  return {
    ...done([...warnings, ...(isParameter ? membersNotAsked(readings) : [])]),
    scope,
    group,
    key: describePath(path),
    kind: isParameter ? 'parameter' : 'patroni',
    stored: concealSecrets(path, stored) ?? null,
    effective: effectiveValue(path, config ?? {}),
    defaultValue,
    range,
    meaning,
    takesEffect,
    rule: rule.rule,
    origins,
    members: shown,
  };
}

function memberOf(
  { member, problem }: ConfigMemberReading,
  { path }: ConfigRule,
  cluster: Cluster,
  stored: Value | undefined,
): ExplainedMember {
  const reasons = cluster.members.find(({ name }) => name === member.name)?.pendingRestartReasons ?? [];
  const setting = memberSetting(path.at(-1) ?? '', stored, member, reasons);
  const notAsked: NotAsked | null =
    problem === null ? null : { code: problem.code, message: problem.message };
  return shownMember(path, member, setting, reasons, notAsked);
}

function effectiveValue(path: ConfigPath, config: ValueMap): Value {
  const timing = effectiveTiming(config);
  const [key] = path;
  if (timing === null || path.length > 1) return null;
  const effective = new Map<string | undefined, number>([
    ['ttl', timing.ttl],
    ['loop_wait', timing.loopWait],
    ['retry_timeout', timing.retryTimeout],
  ]).get(key);
  return effective ?? null;
}

/** What cannot be known about members whose PostgreSQL does not tell: a warning, or none. */
function membersNotAsked(readings: readonly ConfigMemberReading[]): Problem[] {
  const silent = readings.flatMap(({ member, problem }) => (problem === null ? [] : [{ member, problem }]));
  if (silent.length === 0) return [];
  const names = silent.map(({ member }) => member.name).join(', ');
  const why = [...new Set(silent.map(({ problem }) => problem.message))].join('; ');
  return [
    {
      code: 'members-not-asked',
      message: `what runs on ${names} and where it comes from is not known: ${why}`,
      subject: names,
      next: silent[0]?.problem.next ?? null,
    },
  ];
}

/** The failure for a name that neither Patroni nor PostgreSQL knows, with those that may be meant. */
function unknownSetting(name: string, place: CommandPlace, members: readonly ConfigMember[]): Failure {
  const near = nearMatches(name.replace(/^postgresql\.parameters\./, ''), [
    ...Object.keys(TOP_KEYS),
    ...Object.keys(POSTGRESQL_KEYS).map((key) => `postgresql.${key}`),
    ...Object.keys(STANDBY_KEYS).map((key) => `standby_cluster.${key}`),
    ...knownNames(members),
  ]);
  const likely = [...new Set(near)].slice(0, SHOWN);
  const isAsked = members.some(({ parameters }) => parameters !== null);
  const who = isAsked ? 'the servers of this cluster' : 'the catalogue of PostgreSQL parameters';
  const nearby = likely.length === 0 ? '' : ` Near it: ${likely.join(', ')}.`;
  return new Failure('not-found', 'unknown-setting', `neither Patroni nor ${who} know "${name}".${nearby}`, {
    subject: name,
    ...(likely[0] === undefined ? {} : { next: ctl('config explain', place, [likely[0]]) }),
  });
}
