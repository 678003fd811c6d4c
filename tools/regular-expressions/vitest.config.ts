import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    // The same program on every machine, so that all of them come to the same verdict.
    env: { RECHECK_BACKEND: 'pure' },
    testTimeout: 240_000,
  },
});
