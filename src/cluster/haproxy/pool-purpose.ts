import type { PoolPurpose } from './balancer-evidence.js';
import { checkMeaning } from './check-paths.js';
import type { ConfiguredPool } from './haproxy-file.js';

/** What the settings say of a HAProxy. */
export interface PoolHints {
  /** Names of pools; null if they are not named. */
  readonly pools: { readonly write: string | null; readonly read: string | null };
  /** Ports that clients use; null if they are not known. */
  readonly ports: { readonly write: number | null; readonly read: number | null };
}

/** By the settings, by the port that leads to it, by its name, or by what it asks the agents; the first that tells. */
export function poolPurpose(name: string, hints: PoolHints, configured: ConfiguredPool | null): PoolPurpose {
  const { pools, ports } = hints;
  const leadsFrom = (port: number | null): boolean =>
    port !== null && (configured?.binds ?? []).some((bind) => bind.endsWith(`:${port}`));
  if (name === pools.write) return 'write';
  if (name === pools.read) return 'read';
  if (leadsFrom(ports.write)) return 'write';
  if (leadsFrom(ports.read)) return 'read';
  return purposeByName(name) ?? purposeByCheck(configured) ?? 'other';
}

function purposeByName(name: string): PoolPurpose | null {
  if (/write|primary|master|leader|(^|[^a-z])rw([^a-z]|$)/i.test(name)) return 'write';
  return /read|replica|standby|secondar|sync|(^|[^a-z])ro([^a-z]|$)/i.test(name) ? 'read' : null;
}

function purposeByCheck(configured: ConfiguredPool | null): PoolPurpose | null {
  const path = configured?.servers[0]?.check.path ?? null;
  if (path === null) return null;
  const meaning = checkMeaning(path);
  if (['primary', 'leader', 'standby-leader'].includes(meaning)) return 'write';
  return meaning === 'replica' || meaning === 'anyone' ? 'read' : null;
}
