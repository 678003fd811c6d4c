import { setTimeout as delay } from 'node:timers/promises';
import { whyNotReady } from '../lib/http-ready.ts';
import type { Cleanup } from './cleanup.ts';
import { DemoError } from './demo-error.ts';
import { start } from './processes.ts';

const pollMs = 50;
const startTimeoutMs = 60_000;

/** Starts a generated project with `npm start` on a database in a folder, or in memory; resolves when it is ready. */
export async function startGeneratedApi(
  options: { folder: string; port: number; env: NodeJS.ProcessEnv; dataFolder?: string },
  cleanup: Cleanup,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { folder, port, env, dataFolder = 'memory' } = options;
  const url = `http://127.0.0.1:${port}`;
  const api = start('npm', ['start', '--silent'], {
    cwd: folder,
    env: {
      ...env,
      PORT: String(port),
      HOST: '127.0.0.1',
      AUTH_MODE: 'none',
      DATA_FOLDER: dataFolder,
      DATABASE_URL: '',
    },
  });
  cleanup.add(api.stop);
  const deadline = Date.now() + startTimeoutMs;
  while ((await whyNotReady(`${url}/health/ready`)) !== undefined) {
    if (api.child.exitCode !== null)
      throw new DemoError('The generated API ended before it was ready', api.lastLines());
    if (Date.now() > deadline) throw new DemoError('The generated API was not ready in time', api.lastLines());
    await delay(pollMs);
  }
  return { url, stop: api.stop };
}
