import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['test/e2e/query.e2e.test.ts'], globalSetup: ['test/support/shared-sandbox.setup.ts'], fileParallelism: false, testTimeout: 240000, hookTimeout: 240000 } });
