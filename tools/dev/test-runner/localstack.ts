import { startLocalStackOfRun, type LocalStackOfRun } from '@snapinfra/testing/localstack-of-run';
import { startStep } from '../lib/progress.mjs';

export interface LocalStackOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Stops LocalStack immediately. */
  readonly signal: AbortSignal;
  /** False if only some projects are tested, which then start their own. */
  readonly isWanted: boolean;
  readonly start?: (env: NodeJS.ProcessEnv) => LocalStackOfRun;
}

/**
 * Starts one LocalStack for the whole run and stops it afterwards. `environment` waits for it and returns the variables
 * that point the integration tests to it. If it cannot be started, the tests try themselves and report the reason.
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
