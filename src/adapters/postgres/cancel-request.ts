import { connect } from 'node:net';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import { Silence } from '../exchange/failures.js';

/** What the server told about its process when the connection began. */
export interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

const CANCEL_REQUEST_CODE = 80_877_102;

/** A connection whose backend can be told from others, if the server has told how. */
interface Cancellable {
  readonly key: BackendKey | null;
  readonly trace: Trace | null;
}

/** Asks the server to cancel what the backend runs, as PQcancel does: a connection of its own, and no answer. Never rejects. */
export async function requestCancel(
  address: SqlAddress,
  { key, trace }: Cancellable,
  timeoutMs: number,
): Promise<void> {
  if (key === null) return;
  if (trace === null) await send(address, key, timeoutMs);
  else {
    const { traceCancel } = await import('./trace-statements.js');
    await traceCancel(trace, address, () => send(address, key, timeoutMs));
  }
}

/** Null once it is sent, otherwise why it is not. */
function send({ host, port }: SqlAddress, key: BackendKey, timeoutMs: number): Promise<Error | null> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(CANCEL_REQUEST_CODE, 4);
  message.writeInt32BE(key.processID, 8);
  message.writeInt32BE(key.secretKey, 12);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const limit = setTimeout(() => socket.destroy(new Silence(timeoutMs)), timeoutMs);
    let failure: Error | null = null;
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      clearTimeout(limit);
      resolve(failure);
    });
    socket.on('connect', () => socket.end(message));
    socket.resume();
  });
}
