import { createConnection, type Socket } from 'node:net';
import { type HttpRequest, statusOf } from './http-bytes.js';

/** One request as it came in, and what became of it; all times as Date.now(). */
export interface LoggedRequest {
  /** When it had come in whole. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** When it was passed on to the real agent; null if it was not. */
  readonly forwardedAtMs: number | null;
  /** What the real agent answered; null as long as it has not. */
  readonly agentStatus: number | null;
  /** When the reply was sent; null if none was. */
  readonly answeredAtMs: number | null;
  /** What was sent as the reply. */
  readonly status: number | null;
}

/** One request in the hands of a behaviour. */
export class Exchange {
  readonly request: { -readonly [Key in keyof LoggedRequest]: LoggedRequest[Key] };
  private reply: Promise<Buffer> | null = null;

  constructor(
    private readonly received: HttpRequest,
    private readonly client: Socket,
    private readonly realApi: string,
    /** Connections to the real agent. */
    private readonly sockets: Set<Socket>,
  ) {
    const { method, path, body } = received;
    const open = { forwardedAtMs: null, agentStatus: null, answeredAtMs: null, status: null };
    this.request = { atMs: Date.now(), method, path, body, ...open };
  }

  /** Passes the request on; done when the kernel has taken it, whether or not the agent ever reads it. */
  async forward(): Promise<void> {
    const [host = '', port] = this.realApi.split(':');
    const agent = createConnection({ host, port: Number(port) });
    this.sockets.add(agent);
    this.reply = this.receiveReply(agent);
    this.reply.catch(() => {});
    await new Promise<void>((resolve, reject) => {
      agent.once('error', reject);
      agent.write(this.received.bytes, (error) => (error ? reject(error) : resolve()));
    });
    this.request.forwardedAtMs = Date.now();
  }

  /** The whole reply of the real agent to what was passed on. */
  async agentReply(): Promise<Buffer> {
    if (this.reply === null) throw new Error('nothing was passed on');
    return this.reply;
  }

  /** Sends a reply and ends the connection, as agents do; nothing if the client has gone. */
  send(reply: Buffer): void {
    if (this.client.destroyed) return;
    this.request.answeredAtMs = Date.now();
    this.request.status = statusOf(reply);
    this.client.end(reply);
  }

  /** Ends the connection without a reply. */
  cut(): void {
    this.client.destroy();
  }

  private receiveReply(agent: Socket): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      agent.on('data', (chunk) => chunks.push(chunk));
      agent.on('error', reject);
      agent.on('close', () => {
        this.sockets.delete(agent);
        const reply = Buffer.concat(chunks);
        this.request.agentStatus = statusOf(reply);
        if (reply.length === 0) reject(new Error('the agent has closed without a reply'));
        else resolve(reply);
      });
    });
  }
}
