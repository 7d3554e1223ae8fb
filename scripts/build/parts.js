// What is in which file of the bundle. A start of ctl reads `start`, a list `list` besides, and what asks members and PostgreSQL `status`, too;
// whatever else is asked for is in `rest`.

/**
 * Each part holds its entries, what they import with an `import` statement, and so on, except what a part above holds. What is
 * imported by `import()` is in `rest`, unless it is an entry here.
 */
export const PARTS = {
  start: ['src/cli/start/main.ts'],
  list: [
    'src/commands/list.ts',
    'src/cli/open/open-etcd.ts',
    'src/adapters/system/clock.ts',
    'src/adapters/system/settings-file.ts',
    'src/formats/yaml.ts',
    'src/adapters/etcd/dcs.ts',
  ],
  grpc: ['src/adapters/etcd/etcd-client.ts', 'src/adapters/etcd/grpc-elsewhere.ts'],
  status: [
    'src/commands/status.ts',
    'src/commands/check.ts',
    'src/cli/open/open-world.ts',
    'src/adapters/agent/client.ts',
    'src/adapters/haproxy/balancers.ts',
    'src/adapters/postgres/servers.ts',
    'src/adapters/system/last-seen-files.ts',
  ],
};

/**
 * Packages for which a module stands in that does nothing: oclif would look for plugins and commands with the first three, which ctl hands
 * over, for the name of WSL with the fourth, and would tell with the fifth what it does; pg tries the last one.
 */
export const UNUSED = ['lilconfig', 'minimatch', 'tinyglobby', 'wsl-utils', 'debug', 'pg-native'];
