import { addressOf, type Sandbox, type SandboxMember } from './sandbox.js';

/** HAProxy's configuration: writes go to the leader, reads to the replicas, each found by asking the agents. */
export function haproxyConfig(sandbox: Sandbox): string {
  const { writePort, readPort, statsSocket } = sandbox.haproxy;
  return `global
    maxconn 500
    log stdout format raw local0 notice
    stats socket ${quoted(`unix@${statsSocket}`)} mode 600 level admin

defaults
    mode tcp
    log global
    timeout connect 3s
    timeout client 1h
    timeout server 1h
    timeout check 2s

listen write
    bind ${addressOf(writePort)}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 500ms fastinter 250ms fall 2 rise 1 on-marked-down shutdown-sessions
${sandbox.members.map(server).join('\n')}

listen read
    bind ${addressOf(readPort)}
    balance leastconn
    option httpchk OPTIONS /replica
    http-check expect status 200
    default-server inter 500ms fastinter 250ms fall 2 rise 1
${sandbox.members.map(server).join('\n')}
`;
}

function server({ name, port, apiPort }: SandboxMember): string {
  return `    server ${name} ${addressOf(port)} check port ${apiPort}`;
}

/** An argument of HAProxy's configuration language. */
function quoted(text: string): string {
  return /^[\w@/.:-]+$/.test(text) ? text : `"${text.replace(/["\\$]/g, '\\$&')}"`;
}
