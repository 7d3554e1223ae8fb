import type { RemoteLook } from '../../cluster/cluster-role/remote-look.js';
import type { RemoteAddress } from '../../cluster/cluster-role/standby-section.js';
import type { Servers } from '../ports/sql-ports.js';

/** The other side is often far away. */
const LOOK_MS = 3000;

/** What the servers on the other side are, by what PostgreSQL itself says; all are asked at the same time. */
export function lookAtRemotes(
  servers: Pick<Servers, 'readFacts'>,
  remotes: readonly RemoteAddress[],
): Promise<RemoteLook[]> {
  return Promise.all(remotes.map((remote) => lookAt(servers, remote)));
}

async function lookAt(servers: Pick<Servers, 'readFacts'>, remote: RemoteAddress): Promise<RemoteLook> {
  const { host, port } = remote;
  const answer = await servers.readFacts(remote, LOOK_MS);
  if (answer.ok) return { host, port, state: answer.facts.inRecovery ? 'standby' : 'primary', reason: null };
  const { code, message } = answer.problem;
  const state = code === 'sql-unreachable' ? 'unreachable' : 'unreadable';
  return { host, port, state, reason: message.replaceAll('\n', '; ') };
}
