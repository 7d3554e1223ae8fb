import type { CopySources, Servers, Sql, Writer } from '../../operations/ports/sql-ports.js';
import type { SqlSettings } from '../../operations/settings.js';
import type { SqlOptions } from './access.js';

// Node.js tells so itself from 21 on; where nobody does, pg finds out where it runs by loading fetch, which takes 20 ms.
if (!('navigator' in globalThis))
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js' }, configurable: true });

/** pg is loaded by the first connection. */
export function lazySql(options: SqlOptions): Sql {
  let opened: Promise<Sql> | null = null;
  const sql = (): Promise<Sql> => {
    opened ??= import('./sql.js').then(({ openSql }) => openSql(options));
    return opened;
  };
  return { connect: async (address, login) => (await sql()).connect(address, login) };
}

/** Probing needs pg and more; a command that never probes loads neither. */
export function lazyServers(options: SqlOptions): Servers {
  let opened: Promise<Servers> | null = null;
  const servers = (): Promise<Servers> => {
    opened ??= import('./servers.js').then(({ openServers }) => openServers(options));
    return opened;
  };
  return {
    readFacts: async (address, timeoutMs) => (await servers()).readFacts(address, timeoutMs),
    readActivity: async (address, timeoutMs) => (await servers()).readActivity(address, timeoutMs),
    readParameters: async (address, timeoutMs) => (await servers()).readParameters(address, timeoutMs),
    readHealth: async (address, timeoutMs) => (await servers()).readHealth(address, timeoutMs),
    openWriter: (address, broken) => {
      let opened: Writer | null = null;
      const writer = servers().then((each) => {
        opened = each.openWriter(address, broken);
        return opened;
      });
      return {
        get isLoggingIn(): boolean {
          return opened?.isLoggingIn ?? false;
        },
        write: async (timeoutMs) => (await writer).write(timeoutMs),
        close: () => void writer.then((each) => each.close()),
      };
    },
  };
}

export function lazyCopySources(options: SqlOptions, replication: SqlSettings): CopySources {
  return {
    readCopyFacts: async (address, timeoutMs) => {
      const { readCopyFacts } = await import('./copy-facts.js');
      return readCopyFacts(options, address, timeoutMs);
    },
    tryReplication: async (address, timeoutMs) => {
      const { tryReplication } = await import('./try-replication.js');
      return tryReplication(options, replication, address, timeoutMs);
    },
  };
}
