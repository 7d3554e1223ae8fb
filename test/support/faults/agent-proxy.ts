import { type Listener, startListener } from '../ports.js';
import { FaultRules, type RequestKind, type TreatedRequest } from './fault-rules.js';
import { serveHttp } from './http-connection.js';
import type { HttpFault } from './http-faults.js';

/** Stands before one agent. */
export class AgentFaultProxy {
  private constructor(
    private readonly listener: Listener,
    readonly rules: FaultRules<HttpFault>,
  ) {}

  static async start(agent: string): Promise<AgentFaultProxy> {
    const rules = new FaultRules<HttpFault>();
    const listener = await startListener((socket) => serveHttp(socket, { target: agent, kindOf, rules }));
    return new AgentFaultProxy(listener, rules);
  }

  get address(): string {
    return `127.0.0.1:${this.listener.port}`;
  }

  /** The orders that came in, whatever became of them. */
  get orders(): readonly TreatedRequest[] {
    return this.rules.log.filter(({ kind }) => kind === 'write');
  }

  stop(): Promise<void> {
    return this.listener.close();
  }
}

function kindOf(_path: string, _body: Buffer, method: string): RequestKind {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) ? 'read' : 'write';
}
