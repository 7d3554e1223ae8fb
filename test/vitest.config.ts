import { defineConfig } from 'vitest/config';

// unit: pure, in seconds. real: the built ctl and its adapters against real programs and clusters.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.adapter.test.ts', 'test/**/*.e2e.test.ts', 'test/**/*.long.test.ts'],
        },
      },
      {
        test: {
          name: 'real',
          include: ['test/**/*.adapter.test.ts', 'test/**/*.e2e.test.ts'],
          globalSetup: ['test/support/shared-sandbox.setup.ts'],
          setupFiles: ['test/support/shared-secrets.setup.ts'],
          // Clusters are heavy: one file at a time.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
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
          name: 'long',
          // Repetitions of what npm test does once.
          include: [
            'test/**/*.long.test.ts',
            'test/e2e/reading-parity.e2e.test.ts',
            'test/e2e/sandbox.e2e.test.ts',
            'test/e2e/watched-failover.e2e.test.ts',
          ],
          env: { ROUNDS: '5' },
          globalSetup: ['test/support/shared-sandbox.setup.ts'],
          setupFiles: ['test/support/shared-secrets.setup.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
