import type { BalancerOrders, Balancers } from '../../operations/ports/balancer-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { HaproxyClient } from './balancers.js';

/** Loaded by the first look at a HAProxy. */
export function lazyBalancers(
  systemAuthorities: ConstructorParameters<typeof HaproxyClient>[0],
  trace: Trace | null,
): Balancers & BalancerOrders {
  const open = async (): Promise<HaproxyClient> => {
    const { HaproxyClient } = await import('./balancers.js');
    return new HaproxyClient(systemAuthorities, trace);
  };
  return {
    read: async (balancer, timeoutMs) => (await open()).read(balancer, timeoutMs),
    readFile: async (path) => (await open()).readFile(path),
    send: async (balancer, order, timeoutMs) => (await open()).send(balancer, order, timeoutMs),
  };
}
