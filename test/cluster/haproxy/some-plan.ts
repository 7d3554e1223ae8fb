import { timingFor } from '../../../src/cluster/haproxy/check-timing.js';
import type { HaproxyRequest } from '../../../src/cluster/haproxy/plan-haproxy.js';

/** `ctl haproxy config demo`. */
export function aHaproxyRequest(changes: Partial<HaproxyRequest> = {}): HaproxyRequest {
  return {
    scope: 'demo',
    group: null,
    binds: { write: '*:5000', read: '*:5001', sync: null },
    timing: timingFor(2000),
    lag: '16MB',
    tags: [],
    tls: { caFile: null, certFile: null },
    global: {
      statsSocket: '/run/haproxy/admin.sock',
      account: 'haproxy',
      maxConnections: null,
      statsPage: { bind: '127.0.0.1:8404', user: null },
    },
    ...changes,
  };
}
