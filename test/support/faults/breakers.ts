import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundleSource } from '../run-source.js';
import type { HTTP_BREAKERS } from './http-breakers.js';
import type { POSTGRES_BREAKERS } from './postgres-breakers.js';

export type HttpBreaker = keyof typeof HTTP_BREAKERS;
export type PostgresBreaker = keyof typeof POSTGRES_BREAKERS;

/** Peers that break a protocol, each way at a port of its own, in a process of their own: who floods has no time to measure. */
export interface Breakers<Name extends string> {
  /** HOST:PORT. */
  address(name: Name): string;
  stop(): Promise<void>;
}

export const startHttpBreakers = (): Promise<Breakers<HttpBreaker>> => start('http');
export const startPostgresBreakers = (): Promise<Breakers<PostgresBreaker>> => start('postgres');

async function start(protocol: 'http' | 'postgres'): Promise<Breakers<string>> {
  const { path, remove } = await bundleSource(
    `import { serveBreakers } from './test/support/faults/serve-breakers.js'; serveBreakers('${protocol}');`,
  );
  const child = spawn(process.execPath, [path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  await remove();
  const ports: Readonly<Record<string, number>> = JSON.parse(String(line));
  return {
    address: (name) => `127.0.0.1:${ports[name]}`,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
