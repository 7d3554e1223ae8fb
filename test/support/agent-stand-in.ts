import type { Socket } from 'node:net';
import { type Behaviour, pass } from './agent-behaviours.js';
import { eventually } from './eventually.js';
import { type HttpRequest, readRequest } from './http-bytes.js';
import type { OwnCluster } from './own-cluster.js';
import { startListener } from './ports.js';
import { Exchange, type LoggedRequest } from './stand-in-exchange.js';

/** Stands between the agent of a member and those who ask it. */
export interface StandIn {
  /** HOST:PORT. */
  readonly address: string;
  /** All requests so far, in the order in which they came in. */
  log(): readonly LoggedRequest[];
  /** Those that change something and do not come from Patroni itself. */
  writes(): readonly LoggedRequest[];
  /** From now on writes are treated like this; at first they pass. Reads, and what agents tell each other, always pass. */
  behave(behaviour: Behaviour): void;
  /** Ends every connection, also those to the real agent. */
  close(): Promise<void>;
}

export async function startStandIn(realApi: string): Promise<StandIn> {
  const log: LoggedRequest[] = [];
  const toAgent = new Set<Socket>();
  let behaviour = pass;
  const listener = await startListener((client) =>
    receive(client, (request) => {
      const exchange = new Exchange(request, client, realApi, toAgent);
      log.push(exchange.request);
      const treat = isWrite(exchange.request) ? behaviour : pass;
      treat(exchange).catch(() => exchange.cut());
    }),
  );
  return {
    address: `127.0.0.1:${listener.port}`,
    log: () => log,
    writes: () => log.filter(isWrite),
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      for (const socket of toAgent) socket.destroy();
      await listener.close();
    },
  };
}

export interface Interposed extends StandIn {
  /** Has the member publish its own address again, and closes. */
  withdraw(): Promise<void>;
}

/**
 * Puts a stand-in before a member's agent for all who find it in the DCS: after a reload the agent publishes the stand-in's
 * address, and listens where it did. HAProxy, and `OwnCluster.agent`, still ask the agent itself.
 */
export async function interpose(cluster: OwnCluster, memberName: string): Promise<Interposed> {
  const member = cluster.member(memberName);
  const standIn = await startStandIn(member.api);
  const publish = async (address: string): Promise<void> => {
    await cluster.editAgent(memberName, 'restapi', { connect_address: address });
    await eventually(`${memberName} publishes ${address}`, async () => {
      const members = await cluster.shown();
      return members.some(
        ({ name, api_url }) => name === memberName && api_url === `http://${address}/patroni`,
      );
    });
  };
  try {
    await publish(standIn.address);
  } catch (error) {
    await standIn.close();
    throw error;
  }
  const withdraw = async (): Promise<void> => {
    await publish(member.api);
    await standIn.close();
  };
  return { ...standIn, withdraw };
}

/** What agents tell each other: failsafe mode, Citus. */
const AMONG_AGENTS = /^\/(failsafe|citus|mpp)\b/;

function isWrite({ method, path }: LoggedRequest): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method) && !AMONG_AGENTS.test(path);
}

/** One request for each connection: agents speak HTTP/1.0. */
function receive(client: Socket, onRequest: (request: HttpRequest) => void): void {
  let bytes = Buffer.alloc(0);
  let request: HttpRequest | null = null;
  client.on('data', (chunk) => {
    if (request !== null) return;
    bytes = Buffer.concat([bytes, chunk]);
    request = readRequest(bytes);
    if (request !== null) onRequest(request);
  });
}
