import { hint } from '../../formats/hint.js';
import type { BalancerReply, ServerOrder } from '../../operations/ports/balancer-ports.js';

/** As HAProxy writes names, which have neither spaces nor separators of commands. */
const NAME = /^[A-Za-z0-9_.:-]+$/;

/** A command of the runtime API. */
export function orderLine({ pool, server, set }: ServerOrder): string {
  if (!NAME.test(pool) || !NAME.test(server)) throw new Error(`no names of HAProxy: ${pool}/${server}`);
  return `set server ${pool}/${server} ${set}`;
}

/** HAProxy says nothing if it did as it was told. */
export function judgeReply({ pool, server }: ServerOrder, text: string): BalancerReply {
  const said = text.trim();
  const subject = `${pool}/${server}`;
  if (said === '') return { kind: 'done' };
  if (/permission denied/i.test(said)) {
    const message = 'it does not allow orders';
    const next = hint`its stats socket needs "level admin"`;
    return { kind: 'refused', problem: { code: 'haproxy-not-allowed', message, subject, next } };
  }
  const message = said.split('\n')[0] ?? '';
  return { kind: 'refused', problem: { code: 'haproxy-refused', message, subject, next: null } };
}
