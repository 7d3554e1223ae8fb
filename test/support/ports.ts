import { createServer, type Server, type Socket } from 'node:net';

/** A loopback port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = await listening(createServer());
  await close(server);
  return server.port;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Accepts connections and does with them what it is told; by default nothing, for ever. */
export async function startListener(onConnection: (socket: Socket) => void = () => {}): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  const open = await listening(server);
  return {
    port: open.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await close(open);
    },
  };
}

async function listening(server: Server): Promise<{ readonly server: Server; readonly port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

function close({ server }: { readonly server: Server }): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
