import { connect } from 'node:net';
import type { BalancerServer } from '../../operations/sandbox/ports.js';

const TIMEOUT_MS = 1000;

/** HAProxy's `show stat`; null if it does not answer. */
export async function readBalancer(path: string): Promise<readonly BalancerServer[] | null> {
  try {
    return decodeStat(await ask(path, 'show stat\n'));
  } catch {
    return null;
  }
}

/** The servers of all pools. Before its first check a server counts as up, but not for us. */
export function decodeStat(csv: string): readonly BalancerServer[] {
  const [head = '', ...rows] = csv.trim().split('\n');
  const columns = head.replace(/^# /, '').split(',');
  const indexOf = (name: string) => columns.indexOf(name);
  return rows
    .map((row) => row.split(','))
    .map((cells) => ({
      pool: cells[indexOf('pxname')] ?? '',
      server: cells[indexOf('svname')] ?? '',
      isUp:
        cells[indexOf('status')]?.startsWith('UP') === true &&
        cells[indexOf('check_status')]?.endsWith('OK') === true,
    }))
    .filter(({ server }) => server !== '' && server !== 'FRONTEND' && server !== 'BACKEND');
}

function ask(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, timeout: TIMEOUT_MS });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    socket.once('end', () => resolve(Buffer.concat(chunks).toString()));
    socket.once('error', reject);
    socket.once('timeout', () => {
      socket.destroy();
      reject(new Error('timeout'));
    });
    socket.write(command);
  });
}
