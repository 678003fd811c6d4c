import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // The same backend on every machine, so that all of them get the same result.
    env: { RECHECK_BACKEND: 'pure' },
    testTimeout: 240_000,
  },
});
