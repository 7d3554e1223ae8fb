import { type ReloadSample, reloadEvidence } from '../../cluster/evidence/reload-evidence.js';
import type { Member } from '../../cluster/model/member.js';
import { follow } from '../following/follow.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { Agents, Clock } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';

export interface ProofPorts {
  readonly agents: Agents;
  readonly servers: Servers;
  readonly clock: Clock;
  readonly interruption: Interruption;
}

interface ReloadProof {
  readonly evidence: 'sql' | 'agent' | null;
  readonly configLoadedAt: string | null;
  readonly pendingRestart: boolean | null;
}

const SQL_MS = 1000;
const TICK_MS = 500;
/** The agent asks PostgreSQL a second later what waits for a restart (config.py, reload_config). */
const SETTLE_MS = 2000;

/** Looks at the agent and PostgreSQL of a member at the same time. */
export async function sampleReload(
  { agents, servers }: Pick<ProofPorts, 'agents' | 'servers'>,
  scope: string,
  { name, apiUrl, host, port }: Member,
): Promise<ReloadSample & { readonly pendingRestart: boolean | null }> {
  const [status, activity] = await Promise.all([
    agents.readStatus({ scope, name, apiUrl }),
    host === null || port === null ? null : servers.readActivity({ host, port }, SQL_MS),
  ]);
  return {
    configLoadedAt: activity?.ok ? activity.activity.configLoadedAt : null,
    dcsLastSeen: status.ok ? status.value.dcsLastSeen : null,
    pendingRestart: status.ok ? status.value.pendingRestart : null,
  };
}

/** Looks until the reload has shown its effect, or the time is over. */
export async function proveReload(
  ports: ProofPorts,
  scope: string,
  member: Member,
  before: ReloadSample,
  { loopWait, limitMs }: { readonly loopWait: number; readonly limitMs: number },
  tellWaiting: () => void,
): Promise<ReloadProof> {
  const { clock, interruption } = ports;
  const since: ReloadSample[] = [];
  const { end, state: last } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: clock.monotonicMs(),
    look: async () => {
      const sample = await sampleReload(ports, scope, member);
      since.push(sample);
      return sample;
    },
    endOf: (_, elapsedMs) => {
      const evidence = reloadEvidence(before, since, elapsedMs, loopWait);
      return evidence !== null || elapsedMs >= limitMs || interruption.requested ? { evidence } : null;
    },
    tell: tellWaiting,
  });
  const { evidence } = end;
  if (evidence !== null) await Promise.race([clock.sleep(SETTLE_MS), interruption.happened]);
  const { configLoadedAt, pendingRestart } =
    evidence === null ? last : await sampleReload(ports, scope, member);
  return { evidence, configLoadedAt, pendingRestart };
}
