import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['test/**/*.test.ts'], exclude: [], testTimeout: 120000, hookTimeout: 120000 } });
