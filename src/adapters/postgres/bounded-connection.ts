import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { type MessageLimits, ProtocolBreak } from './message-limits.js';

/**
 * Has a client look at what the server sends before pg does, which keeps whatever comes, of any size, and throws where a message is not
 * as it should be, from within an event.
 */
export function bound(client: pg.Client, limits: MessageLimits): void {
  const { connection } = client;
  const attach = listenerOf(connection);
  // pg calls it for the connection, and once TLS stands, for that.
  Object.assign(connection, {
    attachListeners: (stream: Duplex): void => {
      const checked = new EventEmitter();
      attach(checked);
      stream.on('end', () => checked.emit('end'));
      stream.on('data', (chunk: Buffer) => {
        try {
          limits.follow(chunk);
          checked.emit('data', chunk);
        } catch (thrown) {
          stream.destroy(thrown instanceof ProtocolBreak ? thrown : malformed(thrown));
        }
      });
    },
  });
}

/** pg's own, which its types do not know. */
function listenerOf(connection: pg.Connection): (stream: EventEmitter) => void {
  if (!('attachListeners' in connection) || typeof connection.attachListeners !== 'function') {
    throw new Error('pg has another way to listen to a server');
  }
  const { attachListeners } = connection;
  return (stream) => void attachListeners.call(connection, stream);
}

function malformed(thrown: unknown): ProtocolBreak {
  return new ProtocolBreak('it sends a message that is not as it should be', { cause: thrown });
}
