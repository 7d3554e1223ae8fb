import type { MonitoringName } from '../../cluster/check/index.js';
import type { Diagnosed } from '../../cluster/check/monitoring-check.js';
import type { Problem } from '../../errors.js';
import { type DiagnoseRequest, diagnose } from '../diagnose/diagnose.js';
import { gatherEvidence } from '../diagnose/gather-evidence.js';
import { namesFor } from './check-cluster.js';
import type { CheckPorts, CheckRequest } from './check-report.js';

/** These need etcd alone. */
const OF_ETCD: readonly MonitoringName[] = ['members', 'maintenance', 'timeline', 'config'];

/** Findings need all that can be asked, and a second look at what is odd; single checks need less. */
export function lookFor(
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

const NOT_ASKED: Problem = { code: 'not-asked', message: 'not asked', subject: null, next: null };
const NO_AGENTS: CheckPorts['agents'] = { readStatus: async () => ({ ok: false, problem: NOT_ASKED }) };
const NO_SERVERS: CheckPorts['servers'] = { readHealth: async () => ({ ok: false, problem: NOT_ASKED }) };

/** What was before matters to findings only. */
const NO_TRACES: CheckPorts['keyTraces'] = {
  readEarlier: async () => [],
  readLeases: async () => new Map(),
  findNamespaces: async () => [],
};
