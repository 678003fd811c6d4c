import { deployStacks } from '@snapinfra/local-aws';
import { startStep } from '../lib/progress.mjs';
import { SettingsError, type Env } from './settings.ts';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Credentials for emulators; those of the environment take precedence. */
export const emulatorCredentials = (env: Env) => ({
  accessKeyId: env['AWS_ACCESS_KEY_ID'] || 'test',
  secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] || 'test',
});

/**
 * Deploys the stacks to an emulator on this machine. To any other endpoint nothing is deployed: there the stacks must
 * have been deployed with `nx deploy`.
 */
export const prepareElsewhere = async (endpoint: string, stage: string, env: Env): Promise<void> => {
  if (!loopback.has(new URL(endpoint).hostname)) return;
  let stack = '';
  const step = startStep(`Resources at ${endpoint}`, { detail: () => stack });
  try {
    await deployStacks({
      endpoint,
      stage,
      credentials: emulatorCredentials(env),
      onStack: (stackName) => (stack = stackName),
    });
    step.done();
  } catch (error) {
    step.fail();
    throw new SettingsError(
      `The stacks could not be deployed to AWS_ENDPOINT_URL=${endpoint}: ${error instanceof Error ? error.message || error.name : String(error)}`,
    );
  }
};
