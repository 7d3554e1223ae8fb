import type { AgentOrders, Agents } from '../../operations/ports/ports.js';
import type { AgentClient, AgentOptions } from './client.js';

/** Most commands ask etcd only: the client is loaded by the first request. `deadlineMs` counts from now on. */
export function lazyAgents(options: AgentOptions): Agents & AgentOrders {
  const until = options.deadlineMs === null ? null : performance.now() + options.deadlineMs;
  let opened: Promise<AgentClient> | null = null;
  const open = async (): Promise<AgentClient> => {
    const { AgentClient } = await import('./client.js');
    return new AgentClient({ ...options, deadlineMs: until === null ? null : until - performance.now() });
  };
  const client = (): Promise<AgentClient> => {
    opened ??= open();
    return opened;
  };
  return {
    readStatus: async (member) => (await client()).readStatus(member),
    send: async (member, order, timeoutMs) => (await client()).send(member, order, timeoutMs),
  };
}
