import { openServers } from '../../../src/adapters/postgres/servers.js';
import type { Problem } from '../../../src/errors.js';
import type { Servers } from '../../../src/operations/ports/sql-ports.js';

/** Servers for somebody who has nothing but these variables. */
export function openTestServers(
  env: Readonly<Record<string, string>>,
  warn: (problem: Problem) => void = () => {},
): Servers {
  return openServers({
    settings: { username: null, password: null },
    placeOf: () => '/etc/patroni.yml, line 7',
    env: { HOME: '/nonexistent', ...env },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn,
  });
}
