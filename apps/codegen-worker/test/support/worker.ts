import { freePort, startApp, type Backend, type RunningApp } from '@snapinfra/testing';

/**
 * The worker's process as in production, its lease too: no machine is so slow that it loses one. It is ready when it takes
 * jobs.
 */
export const startWorker = async (
  backend: Backend,
  env: Readonly<Record<string, string>> = {},
  { waitUntilReady = true } = {},
): Promise<RunningApp> => {
  const port = await freePort();
  return startApp({
    entry: 'apps/codegen-worker/src/main.ts',
    env: { ...backend.env, NODE_ENV: 'test', HEALTH_PORT: String(port), ...env },
    ...(waitUntilReady && { readyUrl: `http://127.0.0.1:${port}/health` }),
  });
};
