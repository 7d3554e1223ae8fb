import type { BalancerAdmin, BalancerServer, BalancerState } from '../../cluster/haproxy/balancer-state.js';
import { cellText, decodeStat, decodeTable, numberOf } from './decode-stat.js';

/** What is asked in one line; the answers follow each other. */
export const QUESTIONS = 'show info;show stat;show servers state';

/** The answers to `QUESTIONS`; null if HAProxy did not tell its statistics. `show servers state` may be forbidden. */
export function decodeRuntime(text: string): BalancerState | null {
  const stat = sectionOf(text, '# pxname,');
  const pools = stat === null ? null : decodeStat(stat);
  if (pools === null) return null;
  const states = new Map(
    decodeTable(sectionOf(text, '# be_id ') ?? '', ' ').map((row) => [
      `${row.get('be_name')}/${row.get('srv_name')}`,
      row,
    ]),
  );
  return {
    version: /^Version: (\S+)/m.exec(text)?.[1] ?? null,
    uptime: numberOf(/^Uptime_sec: (\d+)/m.exec(text)?.[1]),
    pools: pools.map(({ name, servers }) => ({
      name,
      servers: servers.map((server) => withState(server, states.get(`${name}/${server.name}`))),
    })),
  };
}

/** From a line that begins so to the next empty one. */
function sectionOf(text: string, begin: string): string | null {
  const start = text.startsWith(begin) ? 0 : text.indexOf(`\n${begin}`);
  if (start === -1) return null;
  const rest = text.slice(start).trimStart();
  const end = rest.indexOf('\n\n');
  return end === -1 ? rest : rest.slice(0, end);
}

function withState(server: BalancerServer, row: ReadonlyMap<string, string> | undefined): BalancerServer {
  if (row === undefined) return server;
  const [host, port] = [cellText(row.get('srv_addr')), numberOf(row.get('srv_port'))];
  const checkPort = numberOf(row.get('srv_check_port'));
  return {
    ...server,
    address: server.address ?? (host === null || port === null ? null : joined(host, port)),
    hostname: cellText(row.get('srv_fqdn')),
    admin: adminOf(numberOf(row.get('srv_admin_state')), server.admin),
    checkPort: checkPort === 0 ? port : checkPort,
  };
}

function joined(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Bits of `enum srv_admin`: 1 forced, 2 inherited, 4 configured maintenance; 8 forced, 16 inherited drain; 32 no address yet. */
function adminOf(bits: number | null, told: BalancerAdmin): BalancerAdmin {
  if (bits === null) return told;
  if ((bits & 0x01) !== 0) return 'maintenance';
  if ((bits & 0x04) !== 0) return 'disabled';
  if ((bits & 0x02) !== 0) return 'maintenance';
  return (bits & 0x18) !== 0 ? 'drain' : 'ready';
}
