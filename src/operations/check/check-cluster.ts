import type { Expectations } from '../../cluster/check/expectations.js';
import { MONITORING_CHECKS, MONITORING_NAMES, type MonitoringName } from '../../cluster/check/index.js';
import type { Diagnosed } from '../../cluster/check/monitoring-check.js';
import { type Measure, worstState } from '../../cluster/check/monitoring-result.js';
import type { CheckedCluster } from './check-report.js';

/** Their figures are worth a graph, whatever is checked. */
const ALWAYS_MEASURED: readonly MonitoringName[] = ['members', 'replicas', 'lag', 'timeline', 'maintenance'];

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
export function namesFor(names: readonly MonitoringName[], expected: Expectations): MonitoringName[] {
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
