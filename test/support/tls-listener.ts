import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.js';
import type { Listener } from './ports.js';

/** Looks like etcd until its certificate is seen: TLS that agrees on HTTP/2, and nothing behind it. */
export async function startTlsListener({ cert, key }: Certificate): Promise<Listener> {
  const [certText, keyText] = [await readFile(cert), await readFile(key)];
  const server = createServer({ cert: certText, key: keyText, ALPNProtocols: ['h2'] });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
