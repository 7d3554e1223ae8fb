import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: [process.env.H6 ?? 'test/h6/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000, fileParallelism: false } });
