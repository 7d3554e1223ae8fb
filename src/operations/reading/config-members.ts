import type { ConfigMember } from '../../cluster/config/server-parameters.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import type { Problem } from '../../errors.js';
import type { Agents } from '../ports/ports.js';
import type { Servers, SqlParameters } from '../ports/sql-ports.js';

/** A member for the checks of the configuration, and why its PostgreSQL could not be asked. */
export interface ConfigMemberReading {
  readonly member: ConfigMember;
  /** Null if SQL has answered. */
  readonly problem: Problem | null;
}

/** A silent server must not hold up those that answer. */
const SQL_MS = 1500;

/** Asks the PostgreSQL of every member at once for its parameters, and where that is silent its agent for the version. */
export function readConfigMembers(
  ports: { readonly agents: Agents; readonly servers: Servers },
  scope: string,
  cluster: Cluster,
  timeoutMs = SQL_MS,
): Promise<ConfigMemberReading[]> {
  return Promise.all(
    cluster.members.map(async (member): Promise<ConfigMemberReading> => {
      const { name, apiUrl, patroniVersion } = member;
      const agent = ports.agents.readStatus({ scope, name, apiUrl });
      const sql = await askServer(ports.servers, member, timeoutMs);
      const base = { name, isLeader: cluster.leader?.name === name };
      if (sql.ok) {
        const { parameters } = sql;
        const { serverVersion } = parameters;
        return { member: { ...base, patroniVersion, serverVersion, parameters }, problem: null };
      }
      const answer = await agent;
      const status = answer.ok ? answer.value : null;
      return {
        member: {
          ...base,
          patroniVersion: patroniVersion ?? status?.patroniVersion ?? null,
          serverVersion: status?.serverVersion ?? null,
          parameters: null,
        },
        problem: sql.problem,
      };
    }),
  );
}

async function askServer(servers: Servers, member: Member, timeoutMs: number): Promise<SqlParameters> {
  const { name, host, port } = member;
  if (host !== null && port !== null) return servers.readParameters({ host, port }, timeoutMs);
  const message = `${name} publishes no address of PostgreSQL`;
  return { ok: false, problem: { code: 'no-address', message, subject: name, next: null } };
}
