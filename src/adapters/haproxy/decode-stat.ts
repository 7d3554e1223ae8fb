import type { BalancerAdmin, BalancerPool, BalancerServer } from '../../cluster/haproxy/balancer-state.js';

/** A table of HAProxy: a line of names behind `# `, then lines of cells. */
export function decodeTable(text: string, separator: string): readonly ReadonlyMap<string, string>[] {
  const [head = '', ...rows] = text.split('\n').filter((line) => line.trim() !== '');
  const names = head.replace(/^# /, '').split(separator);
  return rows.map((row) => new Map(cellsOf(row, separator).map((cell, index) => [names[index] ?? '', cell])));
}

/** `show stat`, or the CSV page: null if it is something else. */
export function decodeStat(csv: string): readonly BalancerPool[] | null {
  if (!csv.trimStart().startsWith('# pxname,svname,')) return null;
  const pools = new Map<string, BalancerServer[]>();
  for (const row of decodeTable(csv.trimStart(), ',')) {
    const pool = row.get('pxname') ?? '';
    // 0 frontend, 1 backend, 2 server, 3 listener.
    const type = row.get('type');
    if (type === '1' && !pools.has(pool)) pools.set(pool, []);
    if (type !== '2') continue;
    const servers = pools.get(pool) ?? [];
    servers.push(serverOf(row));
    pools.set(pool, servers);
  }
  return [...pools].map(([name, servers]) => ({ name, servers }));
}

function serverOf(row: ReadonlyMap<string, string>): BalancerServer {
  const status = row.get('status') ?? '';
  const checkStatus = row.get('check_status')?.replace(/^\* /, '') ?? '';
  return {
    name: row.get('svname') ?? '',
    address: cellText(row.get('addr')),
    hostname: null,
    status,
    isUp: /^(UP|no check|NOLB)/.test(status),
    isBackup: row.get('bck') === '1',
    admin: adminOf(status),
    checkStatus: checkStatus === '' || checkStatus === 'INI' ? null : checkStatus,
    checkCode: numberOf(row.get('check_code')),
    checkPort: null,
    since: numberOf(row.get('lastchg')),
    sessions: numberOf(row.get('scur')),
  };
}

/** `MAINT (via …)` is inherited from another server; `MAINT (resolution)` waits for a name. */
function adminOf(status: string): BalancerAdmin {
  if (status.startsWith('DRAIN')) return 'drain';
  return status.startsWith('MAINT') && !status.includes('resolution') ? 'maintenance' : 'ready';
}

export function cellText(cell: string | undefined): string | null {
  return cell === undefined || cell === '' || cell === '-' ? null : cell;
}

export function numberOf(cell: string | undefined): number | null {
  return cell !== undefined && /^\d+$/.test(cell) ? Number(cell) : null;
}

/** Some cells are quoted since HAProxy 2.x, with quotes doubled inside. */
function cellsOf(row: string, separator: string): string[] {
  if (!row.includes('"')) return row.split(separator);
  const cells: string[] = [];
  const pattern = new RegExp(`("(?:[^"]|"")*"|[^${separator}]*)(?:${separator}|$)`, 'gy');
  for (const [whole, cell = ''] of row.matchAll(pattern)) {
    if (whole === '' && cells.length > 0) break;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
  }
  return cells;
}
