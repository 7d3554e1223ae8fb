// What is in which file of the bundle. A start of ctl reads `start`; a list reads `list` besides; whatever else is asked for is in `rest`.

/**
 * Each part holds its entries, what they import with an `import` statement, and so on, except what a part above holds. What is
 * imported by `import()` is in `rest`, unless it is an entry here.
 */
export const PARTS = {
  start: ['src/cli/start/main.ts'],
  list: [
    'src/commands/list.ts',
    'src/cli/open.ts',
    'src/adapters/system/clock.ts',
    'src/adapters/system/settings-file.ts',
    'src/formats/yaml.ts',
    'src/adapters/etcd/dcs.ts',
  ],
  grpc: ['src/adapters/etcd/etcd-client.ts', 'src/adapters/etcd/grpc-elsewhere.ts'],
};

/**
 * Packages for which an empty module stands in: oclif would look for plugins and commands with the first three, which ctl hands over, and
 * for the name of WSL with the fourth; pg tries the last one.
 */
export const UNUSED = ['lilconfig', 'minimatch', 'tinyglobby', 'wsl-utils', 'pg-native'];
