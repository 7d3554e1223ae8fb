import { connect, type Socket } from 'node:net';
import { type Listener, startListener } from '../../support/ports.js';

/** What happens to the first request that holds a certain text; everything else passes. */
export type Mischief =
  /** It arrives; its answer and everything after it does not. */
  | 'swallow-answer'
  /** It arrives, also where HTTP/2 says a word before the answer; the connection ends before the answer gets through. */
  | 'cut-answer'
  /** It does not arrive: the connection ends. */
  | 'cut-request'
  /** It arrives when the test says so. */
  | 'hold-request';

/** Stands before an etcd. */
export class CuttingProxy {
  /** How often the text has come by. */
  seen = 0;
  /** Called after the request has been dealt with. */
  onSeen: () => void = () => {};
  private held: (() => void) | null = null;

  private constructor(
    private readonly target: number,
    private readonly text: string,
    private readonly mischief: Mischief,
  ) {}

  private listener: Listener | null = null;

  static async start(address: string, text: string, mischief: Mischief): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(Number(address.split(':')[1]), text, mischief);
    proxy.listener = await startListener((socket) => proxy.relay(socket));
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.listener?.port}`;
  }

  /** Lets the request arrive that is held. */
  release(): void {
    this.held?.();
  }

  /** From now on nobody gets through, and nobody is told. */
  silenced = false;

  async stop(): Promise<void> {
    await this.listener?.close();
  }

  private relay(client: Socket): void {
    const server = connect(this.target, '127.0.0.1');
    let answers: 'pass' | 'swallow' | 'cut' = 'pass';
    let requests: 'pass' | 'stop' = 'pass';
    server.on('error', () => {});
    client.on('data', (chunk) => {
      if (this.silenced || requests === 'stop') return;
      if (!chunk.includes(this.text)) return void server.write(chunk);
      this.seen += 1;
      if (this.seen > 1) return void server.write(chunk);
      switch (this.mischief) {
        case 'swallow-answer':
          answers = 'swallow';
          server.write(chunk);
          break;
        case 'cut-answer':
          answers = 'cut';
          server.write(chunk);
          break;
        case 'cut-request':
          client.destroy();
          server.destroy();
          break;
        case 'hold-request':
          // What the client sends after it, such as that it has given up, is lost.
          requests = 'stop';
          this.held = () => server.write(chunk);
          break;
      }
      this.onSeen();
    });
    server.on('data', (chunk) => {
      if (this.silenced || answers === 'swallow') return;
      if (answers === 'cut') client.destroy();
      else client.write(chunk);
    });
    server.on('close', () => client.destroy());
    // The etcd behind it does not learn that a client has left before its request was let through, or with a request in its hands.
    client.on('close', () => {
      if (requests === 'pass' && answers !== 'cut') server.destroy();
    });
  }
}
