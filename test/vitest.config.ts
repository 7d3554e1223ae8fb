import { defineConfig } from 'vitest/config';

/** What measures times has the machine to itself, and so has the sandbox whose ports somebody else might take while it is down. */
const ALONE = [
  'bench/budget.test.ts',
  ...[
    'etcd-quorum',
    'haproxy',
    'list',
    'sandbox',
    'status',
    'switchover',
    'version',
    'wait',
    'watched-failover',
  ].map((name) => `test/e2e/${name}.e2e.test.ts`),
];

/** What npm test does once, or with one Patroni, or in part. */
const SAMPLED = [
  'test/commands/faults.adapter.test.ts',
  ...[
    ...[
      'config-plan',
      'diverged',
      'leaving-reader',
      'pause-dead-agents',
      'reading-parity',
      'sandbox',
      'set-clock',
    ],
    'watched-failover',
  ].map((name) => `test/e2e/${name}.e2e.test.ts`),
];

const REAL = {
  globalSetup: ['test/support/shared-sandbox.setup.ts'],
  setupFiles: ['test/support/shared-secrets.setup.ts'],
  testTimeout: 240_000,
  hookTimeout: 240_000,
};

// unit: pure, in seconds. real and alone: the built ctl and its adapters against real programs and clusters.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.adapter.test.ts', 'test/**/*.e2e.test.ts', 'test/**/*.long.test.ts'],
        },
      },
      {
        test: {
          ...REAL,
          name: 'real',
          include: ['test/**/*.adapter.test.ts', 'test/**/*.e2e.test.ts'],
          exclude: ALONE,
          // Clusters are heavy, but they mostly wait.
          maxWorkers: 3,
        },
      },
      {
        test: {
          ...REAL,
          name: 'alone',
          include: ALONE,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['bench/**/*.bench.ts'],
          globalSetup: ['test/support/shared-sandbox.setup.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...REAL,
          name: 'long',
          include: ['test/**/*.long.test.ts', ...SAMPLED],
          env: { ROUNDS: '5' },
          fileParallelism: false,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
