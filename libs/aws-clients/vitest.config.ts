import { defineConfig } from 'vitest/config';

// Tests against emulators are in tools/testing/test/aws-clients, because the harness there depends on this library.
export default defineConfig({ test: { include: ['src/**/*.test.ts'], testTimeout: 60_000 } });
