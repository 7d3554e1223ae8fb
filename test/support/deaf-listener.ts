import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';

const LISTEN = `
import socket, sys
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(0)
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
`;
/** More than the kernel keeps for a listener that wants none. */
const CONNECTIONS = 4;

export interface DeafListener {
  readonly port: number;
  close(): void;
}

/** Listens, never accepts, and its backlog is full: whoever connects hears nothing at all. */
export async function startDeafListener(): Promise<DeafListener> {
  const child = spawn('python3', ['-c', LISTEN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(Number(text)));
  });
  const sockets: Socket[] = [];
  for (let count = 0; count < CONNECTIONS; count += 1) {
    sockets.push(connect(port, '127.0.0.1').on('error', () => {}));
  }
  await isDeaf(port);
  return {
    port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      child.stdin.end();
    },
  };
}

/** Throws if somebody still gets in. */
async function isDeaf(port: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
  const probe = connect(port, '127.0.0.1').on('error', () => {});
  const outcome = await new Promise<string>((resolve) => {
    probe.once('connect', () => resolve('connected'));
    setTimeout(() => resolve('silent'), 300);
  });
  probe.destroy();
  if (outcome !== 'silent') throw new Error('the backlog is not full');
}
