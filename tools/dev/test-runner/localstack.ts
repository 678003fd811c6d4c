import { startLocalStackOfRun, type LocalStackOfRun } from '@snapinfra/testing/localstack-of-run';
import { startStep } from '../lib/progress.mjs';

export interface LocalStackOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Stops it at once. */
  readonly signal: AbortSignal;
  /** A run of one project leaves it to that project. */
  readonly isWanted: boolean;
  readonly start?: (env: NodeJS.ProcessEnv) => LocalStackOfRun;
}

/**
 * Starts one LocalStack beside the run, and stops it after the run, however that ended. `environment` waits for it and gives
 * what leads the integration tests to it; where there is none they look for themselves, and report the reason.
 */
export async function withLocalStack(
  { env, signal, isWanted, start = startLocalStackOfRun }: LocalStackOptions,
  run: (environment: () => Promise<NodeJS.ProcessEnv>) => Promise<void>,
): Promise<void> {
  const chosen = env['SNAPINFRA_BACKENDS'];
  if (!isWanted || (chosen && !chosen.split(',').includes('localstack'))) return run(async () => env);
  const localStack = start(env);
  const found = localStack.env.catch(() => undefined);
  const stop = () => void localStack.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await run(async () => {
      const step = startStep('LocalStack for the integration tests', { stream: process.stdout });
      const leading = await found;
      if (leading) step.done();
      else step.clear();
      return { ...env, ...leading };
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await localStack.stop();
  }
}
