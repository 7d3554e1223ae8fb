import { connect, type Socket } from 'node:net';
import { readRequest } from '../http-bytes.js';
import type { FaultRules, RequestKind } from './fault-rules.js';
import { commitHttp, type HttpFault } from './http-faults.js';

export interface HttpRelay {
  /** HOST:PORT of who answers. */
  readonly target: string;
  readonly kindOf: (path: string, body: Buffer, method: string) => RequestKind;
  readonly rules: FaultRules<HttpFault>;
}

/** One request of a connection, treated by the rules; the end of the connection is the end of the answer. */
export function serveHttp(socket: Socket, { target, kindOf, rules }: HttpRelay): void {
  let bytes = Buffer.alloc(0);
  let isRead = false;
  const receive = (chunk: Buffer): void => {
    if (isRead) return;
    bytes = Buffer.concat([bytes, chunk]);
    const request = readRequest(bytes);
    if (request === null) return;
    isRead = true;
    const { path, method } = request;
    const kind = kindOf(path, Buffer.from(request.body), method);
    const fault = rules.actionFor({ kind, path: `${method} ${path}` });
    const forward = (): Promise<Buffer> => ask(target, request.bytes);
    const done =
      fault === null
        ? forward().then((answer) => void socket.end(answer))
        : commitHttp(fault, socket, forward);
    rules.keep(done, () => socket.destroy());
  };
  socket.on('data', receive);
  socket.resume();
}

/** The whole answer, after which the connection is ended whatever the other side wanted. */
function ask(target: string, bytes: Buffer): Promise<Buffer> {
  const [host = '', port] = target.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.write(closing(bytes));
  });
}

/** Asks for the end of the connection behind the answer. */
function closing(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes
    .subarray(0, end)
    .toString('latin1')
    .replace(/\r\nconnection:[^\r]*/i, '');
  return Buffer.concat([Buffer.from(`${head}\r\nConnection: close`, 'latin1'), bytes.subarray(end)]);
}
