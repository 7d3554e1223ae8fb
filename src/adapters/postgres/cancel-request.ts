import { connect } from 'node:net';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';

/** What the server told about its process when the connection began. */
export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

const CANCEL_REQUEST_CODE = 80_877_102;

/** Asks the server to cancel what the backend runs, as PQcancel does: a connection of its own, and no answer. */
export function requestCancel({ host, port }: SqlAddress, key: BackendKey, timeoutMs: number): Promise<void> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  message.writeInt32BE(key.processID, 8);
  message.writeInt32BE(key.secretKey, 12);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const limit = setTimeout(() => socket.destroy(), timeoutMs);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(limit);
      resolve();
    });
    socket.on('connect', () => socket.end(message));
    socket.resume();
  });
}
