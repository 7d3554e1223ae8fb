import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { DriftedMember, DriftKind, ParameterDrift } from '../../cluster/config/parameter-drift.js';
import { findDrift } from '../../cluster/config/parameter-drift.js';
import type { Value } from '../../cluster/model/value.js';
import { Failure, type Outcome, type Problem } from '../../errors.js';
import { readConfigMembers } from '../reading/config-members.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import type { Report } from '../report.js';
import type { ExplainPorts } from './explain-setting.js';
import { type ExplainedMember, shownMember } from './explained-member.js';

export interface MembersDiffReport extends Report {
  readonly compared: 'members';
  readonly scope: string;
  readonly group: number | null;
  /** Names of the members that were asked, and of those that could not be. */
  readonly asked: readonly string[];
  readonly notAsked: readonly string[];
  readonly parameters: readonly ParameterDifference[];
  readonly left: null;
  readonly right: null;
  readonly keys: null;
  readonly diff: null;
}

export interface ParameterDifference {
  readonly parameter: string;
  readonly kinds: readonly DriftKind[];
  /** In the dynamic configuration; null: not set. */
  readonly stored: Value;
  readonly members: readonly ExplainedMember[];
}

/** Where members run with something else than each other, or than the dynamic configuration says. */
export async function compareMembers(
  ports: ExplainPorts,
  request: ClusterRequest,
): Promise<MembersDiffReport> {
  const { scope, group, cluster, warnings } = await readCluster(ports.dcs, request);
  const readings = await readConfigMembers(ports, scope, cluster);
  const silent = readings.flatMap(({ member, problem }) => (problem === null ? [] : [{ member, problem }]));
  const asked = readings.filter(({ problem }) => problem === null).map(({ member }) => member);
  const errors = silent.map(({ member, problem }) => ({
    ...problem,
    message: `${member.name} could not be asked: ${problem.message}`,
    subject: member.name,
  }));
  if (asked.length === 0) throw nobodyAsked(scope, errors);
  const compared = asked.map((member) => ({
    member,
    reasons: cluster.members.find(({ name }) => name === member.name)?.pendingRestartReasons ?? [],
  }));
  const leader = cluster.leader?.name ?? null;
  const parameters = findDrift(cluster.config?.values ?? {}, compared).map((drift) =>
    shownDrift(drift, leader),
  );
  const outcome: Outcome = parameters.length > 0 ? 'unhealthy' : errors.length > 0 ? 'unreachable' : 'done';
  return {
    outcome,
    code: parameters.length > 0 ? 'differs' : (errors[0]?.code ?? null),
    warnings,
    errors,
    compared: 'members',
    scope,
    group,
    asked: asked.map(({ name }) => name),
    notAsked: silent.map(({ member }) => member.name),
    parameters,
    left: null,
    right: null,
    keys: null,
    diff: null,
  };
}

function shownDrift({ name, kinds, stored, members }: ParameterDrift, leader: string | null) {
  const path = ['postgresql', 'parameters', name];
  const shown = (each: DriftedMember): ExplainedMember =>
    shownMember(path, { name: each.member, isLeader: each.member === leader }, each, [], null);
  const value = concealSecrets(path, stored) ?? null;
  return { parameter: name, kinds, stored: value, members: members.map(shown) };
}

function nobodyAsked(scope: string, errors: readonly Problem[]): Failure {
  const message = `no member of ${scope} could be asked over SQL`;
  const next = errors.find((each) => each.next !== null)?.next;
  return new Failure('unreachable', errors[0]?.code ?? 'sql-unreachable', message, {
    subject: scope,
    parts: errors,
    ...(next === undefined || next === null ? {} : { next }),
  });
}
