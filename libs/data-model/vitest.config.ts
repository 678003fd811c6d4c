import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test-support/seed-of-the-run.ts'],
    testTimeout: 60_000,
  },
});
