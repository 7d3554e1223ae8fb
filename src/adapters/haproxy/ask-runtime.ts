import { connect } from 'node:net';
import type { Address } from '../../formats/addresses.js';
import { EndlessAnswer, Silence } from '../exchange/failures.js';

/** Far more than thousands of servers. */
const MAXIMUM_BYTES = 8 * 1024 * 1024;

/** How far a command got; only from `answer` on can HAProxy have received it. */
type RuntimeAnswer =
  | { readonly text: string }
  | { readonly layer: 'connect' | 'answer'; readonly error: Error };

/** One line of commands over a connection of its own, which HAProxy closes behind its answer. */
export function askRuntime(
  place: { readonly path: string } | Address,
  line: string,
  timeoutMs: number,
): Promise<RuntimeAnswer> {
  return new Promise((resolve) => {
    const socket = connect(place);
    const chunks: Buffer[] = [];
    let layer: 'connect' | 'answer' = 'connect';
    let size = 0;
    const end = (answer: RuntimeAnswer): void => {
      clearTimeout(limit);
      socket.destroy();
      resolve(answer);
    };
    const fail = (error: Error): void => end({ layer, error });
    const limit = setTimeout(() => fail(new Silence(timeoutMs)), timeoutMs);
    socket.once('connect', () => {
      layer = 'answer';
      socket.write(`${line}\n`);
    });
    socket.on('data', (chunk) => {
      size += chunk.length;
      if (size > MAXIMUM_BYTES) fail(new EndlessAnswer());
      else chunks.push(Buffer.from(chunk));
    });
    socket.once('end', () => end({ text: Buffer.concat(chunks).toString() }));
    socket.on('error', fail);
    socket.once('close', () => fail(new Error('the connection was closed')));
  });
}
