import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'template-tests/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test-support/seed-of-the-run.ts'],
    // The tests wait for processes that use one processor each.
    maxWorkers: 2,
    // No module keeps state but for caches, and to import all of them again for each file takes longer than many a test.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
