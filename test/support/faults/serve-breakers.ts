import { createServer } from 'node:net';
import { type Breaker, HTTP_BREAKERS } from './http-breakers.js';
import { POSTGRES_BREAKERS } from './postgres-breakers.js';

const ALL: Readonly<Record<string, Readonly<Record<string, Breaker>>>> = {
  http: HTTP_BREAKERS,
  postgres: POSTGRES_BREAKERS,
};

/** Serves every way to break a protocol at a port of its own, and writes the ports by name as one line of JSON. */
export async function serveBreakers(protocol: string): Promise<void> {
  const breakers = Object.entries(ALL[protocol] ?? {});
  const ports = await Promise.all(breakers.map(async ([name, breaker]) => [name, await listen(breaker)]));
  process.stdout.write(`${JSON.stringify(Object.fromEntries(ports))}\n`);
  // Whoever started it has gone.
  process.stdin.on('close', () => process.exit()).resume();
}

function listen(breaker: Breaker): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
    socket.resume();
    breaker(socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      resolve(address.port);
    });
  });
}
