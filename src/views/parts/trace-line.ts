import { visibleText } from '../../formats/visible-text.js';
import type { TracedExchange } from '../../operations/ports/trace.js';

/** The longest name of a peer. */
const PEER_WIDTH = 'haproxy'.length;

/** `debug  +0.012 s  etcd     127.0.0.1:2379  gRPC KV/Txn  ok, revision 77, 4 ms`: `atMs` after the start of the program. */
export function traceLine({ peer, address, request, result, tookMs }: TracedExchange, atMs: number): string {
  const told = [address, request, `${result}, ${Math.round(tookMs)} ms`].map((part) => visibleText(part));
  return ['debug', `+${(atMs / 1000).toFixed(3)} s`, peer.padEnd(PEER_WIDTH), ...told]
    .join('  ')
    .concat('\n');
}
