import type { Look } from '../../cluster/evidence/look.js';
import type { BalancerState } from '../../cluster/haproxy/balancer-state.js';
import type { Problem } from '../../errors.js';
import type { BalancerSettings } from '../settings.js';

/** The HAProxies in front of a cluster, as those who are asked. */
export interface Balancers {
  /** Stats socket, runtime API over TCP, or the CSV page; within `timeoutMs`. That it is silent is an answer, too. */
  read(balancer: BalancerSettings, timeoutMs: number): Promise<Look<BalancerState>>;
  /** The text of a configuration file of HAProxy on this machine. */
  readFile(path: string): Promise<Look<string>>;
}

/**
 * `health` changes what the next checks may change again: a mistake lasts as long as one check. `state` lasts until it is
 * taken back.
 */
export type ServerSetting = 'health up' | 'health down' | 'state drain' | 'state ready';

export interface ServerOrder {
  readonly pool: string;
  readonly server: string;
  readonly set: ServerSetting;
}

export type BalancerReply =
  | { readonly kind: 'done' }
  /** HAProxy does not know the server, or does not allow it: `level admin` is needed. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The answer was lost. */
  | { readonly kind: 'doubtful'; readonly problem: Problem }
  /** There is no runtime API, or it does not take connections. */
  | { readonly kind: 'not-sent'; readonly problem: Problem };

/** The HAProxies as those who act: by the runtime API, over the stats socket or TCP. */
export interface BalancerOrders {
  /** Sends an order once, within `timeoutMs`. */
  send(balancer: BalancerSettings, order: ServerOrder, timeoutMs: number): Promise<BalancerReply>;
}
