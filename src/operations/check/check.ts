import type { Expectations } from '../../cluster/check/expectations.js';
import { MONITORING_CHECKS, MONITORING_NAMES, type MonitoringName } from '../../cluster/check/index.js';
import type { Diagnosed } from '../../cluster/check/monitoring-check.js';
import {
  type Measure,
  type MonitoringState,
  worstFirst,
  worstState,
} from '../../cluster/check/monitoring-result.js';
import type { Problem } from '../../errors.js';
import { diagnose } from '../diagnose/diagnose.js';
import type { DiagnoseRequest } from '../diagnose/gather-evidence.js';
import { gatherEvidence } from '../diagnose/gather-evidence.js';
import { fleetRequest, noClusters } from '../fleet/fleet-request.js';
import { diagnoseFleet } from '../fleet/status-fleet.js';
import { noCluster } from '../reading/unknown-scope.js';
import { done, type Report } from '../report.js';
import type { Settings } from '../settings.js';
import type { CheckedCluster, CheckPorts, CheckReport, CheckRequest } from './check-report.js';
import { RememberedClusters } from './remembered-clusters.js';

export { MONITORING_NAMES as CHECK_NAMES } from '../../cluster/check/index.js';

/** These need etcd alone. */
const OF_ETCD: readonly MonitoringName[] = ['members', 'maintenance', 'timeline', 'config'];

const NOT_ASKED: Problem = { code: 'not-asked', message: 'not asked', subject: null, next: null };
const NO_AGENTS: CheckPorts['agents'] = { readStatus: async () => ({ ok: false, problem: NOT_ASKED }) };
const NO_SERVERS: CheckPorts['servers'] = { readHealth: async () => ({ ok: false, problem: NOT_ASKED }) };

/** What was before matters to findings only. */
const NO_TRACES: CheckPorts['keyTraces'] = {
  readEarlier: async () => [],
  readLeases: async () => new Map(),
  findNamespaces: async () => [],
};

/** Their figures are worth a graph, whatever is checked. */
const ALWAYS_MEASURED: readonly MonitoringName[] = ['members', 'replicas', 'lag', 'timeline', 'maintenance'];

/** One cluster, or all of the namespace, in the states of a monitoring system. */
export async function check(ports: CheckPorts, request: CheckRequest): Promise<CheckReport> {
  const at = ports.clock.now().toISOString();
  const remembered = await RememberedClusters.open(ports.memory, request.memory);
  const clusters: CheckedCluster[] = [];
  for await (const each of gather(ports, request)) {
    for (const diagnosed of each) {
      const known = remembered.recall(diagnosed.evidence);
      const expected: Expectations = { ...request.expected, remembered: known };
      clusters.push(checkCluster(diagnosed, request.names, expected));
    }
  }
  await remembered.save();
  clusters.sort((a, b) => worstFirst(a.state, b.state));
  const state = worstState(clusters.map((cluster) => cluster.state));
  return { ...envelope(state, clusters.length === 0 ? ports.fleet.namespace : null), at, state, clusters };
}

/** The cluster that was named, that of the settings, or all. */
export function checkedPlace(
  named: string | null,
  { all, group }: { readonly all: boolean; readonly group?: number | undefined },
  settings: Pick<Settings, 'scope' | 'citus'>,
): Pick<CheckRequest, 'scope' | 'group' | 'citus'> {
  if (all)
    return { ...fleetRequest(named === null ? [] : [named], { group }, settings, 'check'), scope: null };
  const scope = named ?? settings.scope;
  if (scope === null) throw noCluster({ command: 'check', group: null });
  return { scope, group: group ?? settings.citus?.group ?? null, citus: settings.citus !== null };
}

async function* gather(ports: CheckPorts, request: CheckRequest): AsyncGenerator<readonly Diagnosed[]> {
  const { scope, group, citus } = request;
  const look = lookFor(ports, request);
  if (scope === null) yield* diagnoseFleet(ports, { group, citus }, look);
  else yield await look({ scope, group, citus });
}

/** The state is the code; a namespace without any cluster is what nobody expects. */
function envelope(state: MonitoringState, emptyNamespace: string | null): Report {
  if (state === 'OK') return done();
  const outcome = state === 'UNKNOWN' ? 'unknown' : 'unhealthy';
  const errors = emptyNamespace === null ? [] : [noClusters(emptyNamespace)];
  return { outcome, code: state.toLowerCase(), warnings: [], errors };
}

/** Findings need all that can be asked, and a second look at what is odd; single checks need less. */
function lookFor(
  ports: CheckPorts,
  { names, expected }: CheckRequest,
): (request: DiagnoseRequest) => Promise<readonly Diagnosed[]> {
  const wanted = namesFor(names, { ...expected, remembered: null });
  if (wanted.includes('findings')) return (request) => diagnose(ports, request);
  const agents = wanted.every((name) => OF_ETCD.includes(name)) ? NO_AGENTS : ports.agents;
  return async (request) => {
    const less = { ...ports, agents, servers: NO_SERVERS, keyTraces: NO_TRACES };
    const gathered = await gatherEvidence(less, request);
    return gathered.map((evidence) => ({ evidence, findings: [] }));
  };
}

/** What the checks say of a cluster. */
export function checkCluster(
  diagnosed: Diagnosed,
  names: readonly MonitoringName[],
  expected: Expectations,
): CheckedCluster {
  const { scope, group } = diagnosed.evidence;
  const checks = namesFor(names, expected).map((name) => ({
    name,
    ...MONITORING_CHECKS[name](diagnosed, expected),
  }));
  return {
    scope,
    group,
    state: worstState(checks.map(({ state }) => state)),
    checks,
    measures:
      names.length > 0
        ? []
        : otherMeasures(
            diagnosed,
            expected,
            checks.map(({ name }) => name),
          ),
  };
}

/** Whoever sets an expectation wants it checked. */
function namesFor(names: readonly MonitoringName[], expected: Expectations): MonitoringName[] {
  const { thresholds, timeline, patroniVersion, remembered } = expected;
  const wanted = new Set<MonitoringName>(names.length === 0 ? ['findings'] : names);
  for (const name of ['replicas', 'members', 'sync', 'lag'] as const) {
    if (thresholds[name] !== null) wanted.add(name);
  }
  if (timeline !== null) wanted.add('timeline');
  if (remembered !== null && names.length === 0) wanted.add('timeline').add('config');
  if (patroniVersion !== null) wanted.add('version');
  return MONITORING_NAMES.filter((name) => wanted.has(name));
}

function otherMeasures(
  diagnosed: Diagnosed,
  expected: Expectations,
  checked: readonly MonitoringName[],
): Measure[] {
  return ALWAYS_MEASURED.filter((name) => !checked.includes(name)).flatMap((name) =>
    MONITORING_CHECKS[name](diagnosed, expected).measures.map((measure) => ({
      ...measure,
      warning: null,
      critical: null,
    })),
  );
}
