import { defineConfig } from 'vitest/config';

// The clients run against emulators in tools/testing/test/aws-clients: the harness there is built on this library.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 60_000 } });
