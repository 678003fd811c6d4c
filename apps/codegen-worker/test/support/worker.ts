import { freePort, startApp, type Backend, type RunningApp } from '@snapinfra/testing';

/** The worker's process as in production; it is ready when it takes jobs. */
export const startWorker = async (
  backend: Backend,
  env: Readonly<Record<string, string>> = {},
  { waitUntilReady = true } = {},
): Promise<RunningApp> => {
  const port = await freePort();
  return startApp({
    entry: 'apps/codegen-worker/src/main.ts',
    env: { ...backend.env, NODE_ENV: 'test', HEALTH_PORT: String(port), CODEGEN_LEASE_SECONDS: '4', ...env },
    ...(waitUntilReady && { readyUrl: `http://127.0.0.1:${port}/health` }),
  });
};
