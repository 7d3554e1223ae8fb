import type { ConnectionLook } from '../../cluster/evidence/connection-look.js';
import { Failure } from '../../errors.js';
import type { DiagnosePorts } from '../diagnose/diagnose-ports.js';
import type { AgentAnswer } from '../ports/ports.js';
import type { SqlAddress } from '../ports/sql-ports.js';
import type { Connections } from './doctor-report.js';

/** The connections that a diagnosis uses, looked at while it goes on. */
interface Alongside {
  readonly ports: Pick<DiagnosePorts, 'agents' | 'servers'>;
  /** Of everybody who has been asked so far, the agents by the name of their member, the servers by their address. */
  looks(): Promise<{
    readonly agents: ReadonlyMap<string, ConnectionLook>;
    readonly servers: ReadonlyMap<string, ConnectionLook>;
  }>;
}

/** Whoever is asked has the steps of the connection looked at in the same moment, once, so that all of it takes the time of one. */
export function lookAlongside(
  { agents, servers }: Pick<DiagnosePorts, 'agents' | 'servers'>,
  connections: Connections,
  timeoutMs: number,
): Alongside {
  const agentLooks = new Map<string, Promise<ConnectionLook>>();
  const serverLooks = new Map<string, Promise<ConnectionLook>>();
  const once = (
    looks: Map<string, Promise<ConnectionLook>>,
    name: string,
    look: () => Promise<ConnectionLook>,
  ) => {
    if (!looks.has(name)) looks.set(name, look());
  };
  const onServer = (address: SqlAddress): void =>
    once(serverLooks, addressText(address), () => connections.sql(address, timeoutMs));
  return {
    ports: {
      agents: {
        readStatus: (member) => {
          once(agentLooks, member.name, () => connections.agent(member, timeoutMs));
          return agents.readStatus(member).catch(asAnswer);
        },
      },
      servers: {
        readHealth: (address, limitMs) => {
          onServer(address);
          return servers.readHealth(address, limitMs);
        },
      },
    },
    looks: async () => ({ agents: await settled(agentLooks), servers: await settled(serverLooks) }),
  };
}

/** Files that the settings name and nobody can read keep from the agents only. */
function asAnswer(thrown: unknown): AgentAnswer<never> {
  if (thrown instanceof Failure) return { ok: false, problem: thrown.problem };
  throw thrown;
}

export function addressText({ host, port }: SqlAddress): string {
  return `${host}:${port}`;
}

async function settled<T>(looks: ReadonlyMap<string, Promise<T>>): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all([...looks].map(async ([name, look]) => [name, await look] as const)));
}
