import {
  type ClientHttp2Session,
  connect,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { type Listener, startListener } from '../ports.js';
import { kindOfGateway, kindOfGrpc } from './etcd-requests.js';
import { FaultRules } from './fault-rules.js';
import { commit, type GrpcAnswer, type GrpcFault, passOn } from './grpc-faults.js';
import { serveHttp } from './http-connection.js';
import type { HttpFault } from './http-faults.js';

/** Stands before one etcd, and knows a read from a write. Over HTTP/1 it is the JSON gateway that is asked. */
export class EtcdFaultProxy {
  readonly grpc = new FaultRules<GrpcFault>();
  readonly gateway = new FaultRules<HttpFault>();
  private listener: Listener | null = null;
  private session: ClientHttp2Session | null = null;
  private readonly server = createServer();

  private constructor(private readonly etcd: string) {
    this.server.on('session', (session) => session.on('error', () => {}));
    this.server.on('stream', (stream, headers) => this.receive(stream, headers));
  }

  static async start(etcd: string): Promise<EtcdFaultProxy> {
    const proxy = new EtcdFaultProxy(etcd);
    proxy.listener = await startListener((socket) => {
      socket.once('data', (begin: Buffer) => {
        socket.pause();
        socket.unshift(begin);
        if (begin.subarray(0, 3).toString('latin1') === 'PRI') proxy.server.emit('connection', socket);
        else serveHttp(socket, { target: etcd, kindOf: kindOfGateway, rules: proxy.gateway });
      });
    });
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.listener?.port}`;
  }

  /** Everything passes from now on. */
  clear(): void {
    this.grpc.set();
    this.gateway.set();
  }

  /** How many requests that change keys came in. */
  get writes(): number {
    return [...this.grpc.log, ...this.gateway.log].filter(({ kind }) => kind === 'write').length;
  }

  async stop(): Promise<void> {
    this.session?.destroy();
    await this.listener?.close();
  }

  private receive(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', () => {});
    const path = headers[':path'] ?? '';
    if (/Watch\/Watch|LeaseKeepAlive/.test(path)) this.relay(stream, headers);
    else this.treat(stream, headers, path);
  }

  private treat(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, path: string): void {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const body = Buffer.concat(chunks);
      const fault = this.grpc.actionFor({ kind: kindOfGrpc(path, body), path });
      const ask = (): Promise<GrpcAnswer> => this.ask(headers, body);
      const done =
        fault === null ? ask().then((answer) => passOn(stream, answer)) : commit(fault, stream, ask);
      this.grpc.keep(done, () => stream.close());
    });
  }

  /** A stream has no end of its own, and is handed on as it comes. */
  private relay(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const upstream = this.upstream.request(forwarded(headers));
    const leave = (): void => {
      stream.close();
      upstream.close();
    };
    upstream.on('error', leave);
    upstream.on('response', ({ ':status': status = 200 }) => {
      if (!stream.destroyed) stream.respond({ ':status': status, 'content-type': 'application/grpc' });
    });
    upstream.on('data', (chunk: Buffer) => void (stream.destroyed || stream.write(chunk)));
    stream.on('data', (chunk: Buffer) => upstream.write(chunk));
    for (const each of [stream, upstream]) each.on('close', leave);
  }

  private ask(headers: IncomingHttpHeaders, body: Buffer): Promise<GrpcAnswer> {
    return new Promise((resolve, reject) => {
      const request = this.upstream.request(forwarded(headers));
      const chunks: Buffer[] = [];
      let head: IncomingHttpHeaders = {};
      let trailers: IncomingHttpHeaders | null = null;
      request.on('response', (told) => {
        head = told;
      });
      request.on('trailers', (told) => {
        trailers = told;
      });
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', reject);
      request.on('close', () => resolve({ headers: head, body: Buffer.concat(chunks), trailers }));
      request.end(body);
    });
  }

  private get upstream(): ClientHttp2Session {
    if (this.session === null || this.session.destroyed || this.session.closed) {
      this.session = connect(`http://${this.etcd}`);
      this.session.on('error', () => {});
    }
    return this.session;
  }
}

/** What belongs to the connection stays behind. */
function forwarded(headers: IncomingHttpHeaders): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    typeof value !== 'string' || ['host', 'connection', ':authority', ':scheme'].includes(name)
      ? []
      : [[name, value] as const],
  );
  return Object.fromEntries(kept.filter(([name]) => name !== 'grpc-timeout'));
}
