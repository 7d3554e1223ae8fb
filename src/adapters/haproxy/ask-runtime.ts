import { connect } from 'node:net';
import type { Address } from '../../formats/addresses.js';
import type { Trace } from '../../operations/ports/trace.js';
import { EndlessAnswer, Silence } from '../exchange/failures.js';

/** Far more than thousands of servers. */
const MAXIMUM_BYTES = 8 * 1024 * 1024;

/** A Unix socket, or an address of TCP. */
type RuntimePlace = { readonly path: string } | Address;

/** How far a command got; only from `answer` on can HAProxy have received it. */
type RuntimeAnswer =
  | { readonly text: string }
  | { readonly layer: 'connect' | 'answer'; readonly error: Error };

/** One line of commands over a connection of its own, which HAProxy closes behind its answer. */
export async function askRuntime(
  place: RuntimePlace,
  line: string,
  timeoutMs: number,
  trace: Trace | null = null,
): Promise<RuntimeAnswer> {
  if (trace === null) return send(place, line, timeoutMs);
  const { failureWords, sizeOf, traced } = await import('../exchange/traced.js');
  const address = 'path' in place ? place.path : `${place.host}:${place.port}`;
  const asked = { peer: 'haproxy', address, request: `"${line}"` } as const;
  const describe = (answer: RuntimeAnswer): string =>
    'text' in answer ? sizeOf(answer.text) : failureWords(answer.error);
  return traced(trace, asked, () => send(place, line, timeoutMs), describe);
}

function send(place: RuntimePlace, line: string, timeoutMs: number): Promise<RuntimeAnswer> {
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
