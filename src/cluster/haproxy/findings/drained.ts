import { ctl } from '../../../formats/hint.js';
import type { Finding } from '../../evidence/finding.js';
import { remedy } from '../../findings/tell.js';
import type { BalancerServerEvidence } from '../balancer-evidence.js';
import { isSameServer } from '../drain-note.js';
import { type BalancerCase, type ObservedPool, poolFinding } from './input.js';

const STATES = { drain: 'drained', maintenance: 'in maintenance', disabled: 'disabled by its configuration' };

/** Servers that somebody has taken out: their checks do not bring them back. */
export function findLeftDrained(pool: ObservedPool, known: BalancerCase): Finding[] {
  return pool.servers.flatMap((server): Finding[] => {
    const { admin, member } = server;
    if (admin === 'ready') return [];
    const who = describeNote(pool, server);
    const message = `server ${server.server}${member === null ? '' : ` (${member})`} is ${STATES[admin]} in HAProxy${who}`;
    const back =
      member === null || admin === 'disabled'
        ? remedy(`set server ${server.pool}/${server.server} state ready, by its stats socket`)
        : remedy(
            'when its work is done, let HAProxy use it again',
            ctl('drain', known, [member], { undo: true, haproxy: true }),
          );
    const found = poolFinding('haproxy-left-drained', 'warning', pool, {
      message,
      servers: [server],
      remedies: [back],
    });
    return [{ ...found, subject: `${found.subject}/${server.server}` }];
  });
}

function describeNote({ balancer }: ObservedPool, { pool, server }: BalancerServerEvidence): string {
  const asked = { balancer: balancer.address, pool, server };
  const note = balancer.notes.find((each) => isSameServer(each, asked));
  return note === undefined ? ', nobody has noted why' : `, by ${note.by} at ${note.at} with ctl`;
}
