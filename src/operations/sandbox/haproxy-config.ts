import { timingFor } from '../../cluster/haproxy/check-timing.js';
import { poolName } from '../../cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../cluster/haproxy/render-haproxy.js';
import { addressOf, HOST, type Sandbox } from './sandbox.js';

/** How fast the sandbox's HAProxy follows. */
const REACTION_MS = 1000;
const MAX_CONNECTIONS = 500;

/** HAProxy's configuration as `haproxy config` writes it: writes go to the leader, reads to the replicas. */
export function haproxyConfig(sandbox: Sandbox): string {
  const { writePort, readPort, statsSocket } = sandbox.haproxy;
  return renderHaproxy({
    scope: sandbox.name,
    group: null,
    pools: [
      {
        purpose: 'write',
        name: poolName(sandbox.name, null, 'write'),
        bind: addressOf(writePort),
        path: '/primary',
      },
      {
        purpose: 'read',
        name: poolName(sandbox.name, null, 'read'),
        bind: addressOf(readPort),
        path: '/replica',
      },
    ],
    servers: sandbox.members.map(({ name, port, apiPort }) => ({
      name,
      host: HOST,
      port,
      agent: { isTls: false, host: HOST, port: apiPort },
      isReader: true,
    })),
    timing: timingFor(REACTION_MS),
    tls: null,
    global: { statsSocket, account: null, maxConnections: MAX_CONNECTIONS, statsPage: null },
  });
}
