import { createServer } from 'node:http';
import { checkMeaning } from '../../src/cluster/haproxy/check-paths.js';

export type AgentRole = 'primary' | 'replica' | 'nobody';

/** Small servers that answer the health checks of HAProxy like agents. */
export interface SomeAgents {
  readonly ports: Readonly<Record<string, number>>;
  /** What each is from now on; who is not named is a replica. */
  become(roles: Readonly<Record<string, AgentRole>>): void;
  /** Requests so far, such as `OPTIONS /primary`. */
  readonly asked: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startAgents(...names: readonly string[]): Promise<SomeAgents> {
  let roles: Readonly<Record<string, AgentRole>> = {};
  const asked = new Set<string>();
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = createServer({ keepAlive: false }, (request, response) => {
        asked.add(`${request.method} ${request.url}`);
        const meaning = checkMeaning(request.url ?? '');
        const role = roles[name] ?? 'replica';
        const isRight =
          role !== 'nobody' &&
          (meaning === 'anyone' || meaning === role || (meaning === 'leader' && role === 'primary'));
        response.writeHead(isRight ? 200 : 503, { connection: 'close' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      return { name, server, port: address.port };
    }),
  );
  return {
    ports: Object.fromEntries(servers.map(({ name, port }) => [name, port])),
    become: (next) => {
      roles = next;
    },
    asked,
    close: async () => {
      await Promise.all(
        servers.map(
          ({ server }) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
